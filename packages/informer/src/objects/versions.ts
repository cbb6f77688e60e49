const decimal = /^\d+$/;

/**
 * Compares versions that are whole decimal numbers of any length, as the resource versions of Kubernetes are (KEP-5504):
 * negative when the first is older, positive when it is newer, 0 when they are equal.
 * @throws RangeError when one of them is no whole decimal number.
 */
export function compareVersions(a: string, b: string): number {
  const [first, second] = [digitsOf(a), digitsOf(b)];
  if (first.length !== second.length) return first.length - second.length;
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

function digitsOf(version: string): string {
  if (decimal.test(version)) return version.replace(/^0+/, "");
  throw new RangeError(
    `only whole decimal versions can be compared, but this is ${JSON.stringify(version)}: give a compare function`,
  );
}
