/** The middle of several measurements, and how far they spread. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The spread of at least one value; of an even number of values the median is the mean of the middle two. */
export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const below = sorted[Math.ceil(sorted.length / 2) - 1];
  const above = sorted[Math.floor(sorted.length / 2)];
  if (below === undefined || above === undefined) throw new RangeError("nothing was measured");
  return { median: (below + above) / 2, min: sorted[0]!, max: sorted.at(-1)! };
}

/** How many times the other each value is, run by run: what slows the whole machine down cancels out. */
export function ratios(values: readonly number[], others: readonly number[]): number[] {
  if (values.length !== others.length) {
    throw new RangeError(`${values.length} runs cannot be compared with ${others.length}`);
  }
  return values.map((value, run) => value / others[run]!);
}
