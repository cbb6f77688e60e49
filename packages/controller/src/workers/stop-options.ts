import { checkedChoice, checkedDelay, type StopOptions, type StopReport } from "@workset/clock";
import type { WorkCounts } from "../work/work.ts";

/** How workers, controllers and runners are stopped. */
export interface WorkersStopOptions extends StopOptions {
  /**
   * How long the active runs, and with `finish: "ready"` the ready keys, have to end, in milliseconds. Then the signals of
   * the runs are aborted.
   * @defaultValue 30,000
   */
  readonly deadlineMs?: number;
  /**
   * How long a run has to end after its signal was aborted, in milliseconds.
   * @defaultValue 5,000
   */
  readonly graceMs?: number;
  /**
   * `"processing"` finishes the active runs and leaves ready keys in the queue; `"ready"` finishes ready keys as well.
   * @defaultValue "processing"
   */
  readonly finish?: "processing" | "ready";
}

/** How a stop ended, and what was left. */
export interface WorkersStopReport extends StopReport {
  /** Runs that ended during the stop. */
  readonly finished: number;
  /** Keys that were given back because their run was cut short. */
  readonly givenBack: number;
  /** Keys of handlers that had not ended when the grace period was over. */
  readonly abandoned: readonly string[];
  /** What the queue still holds; absent when it did not answer. In-process keys that wait are lost with the process. */
  readonly left?: WorkCounts;
}

/** The options with defaults applied. */
export type ResolvedStop = Required<Omit<WorkersStopOptions, "signal">> & Pick<WorkersStopOptions, "signal">;

/** @throws RangeError, naming the option, when one has no meaning. */
export function resolveStop({
  deadlineMs = 30_000,
  graceMs = 5000,
  finish = "processing",
  signal,
}: WorkersStopOptions): ResolvedStop {
  return {
    deadlineMs: checkedDelay("deadlineMs", deadlineMs),
    graceMs: checkedDelay("graceMs", graceMs),
    finish: checkedChoice("finish", finish, ["processing", "ready"]),
    ...(signal && { signal }),
  };
}
