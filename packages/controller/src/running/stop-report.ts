/** How to stop. */
export interface StopOptions {
  /**
   * How long the ready keys and the runs under way have, in milliseconds. Then the signals of the runs are aborted.
   * @defaultValue 30,000
   */
  readonly deadlineMs?: number;
  /**
   * How long a run has to end after its signal was aborted, in milliseconds.
   * @defaultValue 5,000
   */
  readonly graceMs?: number;
  /**
   * `"processing"` finishes the runs under way and leaves the ready keys alone; `"ready"` works off those as well.
   * @defaultValue "processing"
   */
  readonly finish?: "processing" | "ready";
  /** Ends the wait as the deadline does. */
  readonly signal?: AbortSignal;
}

/** How a stop ended, and what was left. */
export interface StopReport {
  readonly ended: "finished" | "deadline" | "aborted";
  /** Runs that ended during the stop. */
  readonly finished: number;
  /** Keys that were given back without being done. */
  readonly givenBack: number;
  /** Keys of handlers that had not ended when the grace was over. */
  readonly abandoned: readonly string[];
  /** What the queue still holds; absent when it could not tell. What waits in the process alone is lost with it. */
  readonly left?: { readonly ready: number; readonly processing: number; readonly waiting: number };
}
