/** Reads a whole number of at least `least`. @throws TypeError naming the option, the least value and the text. */
export function wholeOption(name: string, text: string, least: number): number {
  return numberOption(
    name,
    text,
    (value) => Number.isSafeInteger(value) && value >= least,
    `whole number of at least ${least}`,
  );
}

/** Reads a number for which `accepts` holds. @throws TypeError naming the option, what it takes and the text. */
export function numberOption(
  name: string,
  text: string,
  accepts: (value: number) => boolean,
  what: string,
): number {
  const value = Number(text);
  if (text.trim() !== "" && accepts(value)) return value;
  throw new TypeError(`${name} must be a ${what}, but it is ${JSON.stringify(text)}`);
}
