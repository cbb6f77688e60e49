/** The slope of a series per second and its confidence range. */
export interface Trend {
  readonly slope: number;
  readonly low: number;
  readonly high: number;
}

/** Two-sided 99 %: with a limit of zero, one flat series in two hundred would be judged as growing. */
const deviations = 2.576;

/** With fewer points the range is unbounded. */
const fewest = 8;

/**
 * The trend of values over time by Theil and Sen: the median of the slopes between all pairs of points, which single
 * outliers do not move; its range by Sen, from Kendall's statistic, which assumes no distribution. `undefined` of fewer
 * than eight points.
 *
 * Neighbouring points that resemble each other make the true range wider than the one given here.
 */
export function trendOf(seconds: readonly number[], values: readonly number[]): Trend | undefined {
  const count = values.length;
  if (count < fewest) return undefined;
  const slopes = new Float64Array((count * (count - 1)) / 2);
  let at = 0;
  for (let later = 1; later < count; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      slopes[at++] = (values[later]! - values[earlier]!) / (seconds[later]! - seconds[earlier]!);
    }
  }
  slopes.sort();
  const spread = deviations * Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18);
  return {
    slope: (slopes[(at - 1) >> 1]! + slopes[at >> 1]!) / 2,
    low: slopes[Math.max(0, Math.floor((at - spread) / 2))]!,
    high: slopes[Math.min(at - 1, Math.ceil((at + spread) / 2))]!,
  };
}
