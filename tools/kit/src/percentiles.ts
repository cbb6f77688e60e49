/** The value that this share of the values does not exceed, by nearest rank; `undefined` of no values. */
export function percentile(values: readonly number[], share: number): number | undefined {
  if (!(share > 0 && share <= 1)) {
    throw new RangeError(`share must be above 0 and at most 1, but it is ${share}`);
  }
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1];
}
