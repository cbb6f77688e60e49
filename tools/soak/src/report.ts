import type { Judged } from "./series.ts";

/** `"good"`: no fault, and every series is flat. `"unclear"`: no fault, but some series cannot be judged. */
export type Verdict = "good" | "unclear" | "fault";

/** The result of a soak. */
export interface SoakReport {
  readonly seed: number;
  readonly durationMs: number;
  readonly verdict: Verdict;
  readonly faults: readonly string[];
  /** Rates a second. */
  readonly perSecond: Readonly<Record<string, number>>;
  /** Total counts. */
  readonly counts: Readonly<Record<string, number>>;
  readonly series: readonly Judged[];
  /** All values, by series. */
  readonly values: Readonly<Record<string, readonly number[]>>;
}

/** The verdict over faults and series. */
export function verdictOf(faults: readonly string[], series: readonly Judged[]): Verdict {
  if (faults.length > 0 || series.some(({ shape }) => shape === "grows")) return "fault";
  return series.every(({ shape }) => shape === "flat") ? "good" : "unclear";
}
