/**
 * How a run ends.
 *
 * - `"done"`: the work is done. The key's failures are forgotten, unless `keepFailures` is set.
 * - `"again"`: the work is done, and the key runs again after `afterMs` milliseconds. Failures as for `"done"`.
 * - `"retry"`: the work failed. The failure is counted, and the key runs again after the queue's back-off, or after
 *   `afterMs` milliseconds. With `keepFailures` the run neither counts as a failure nor forgets the ones before it. The
 *   cause is recorded.
 * - `"give-up"`: the work failed for good. The key goes to the failed set with the cause.
 * - `"give-back"`: the run did not take place. The key is ready again, first of its priority, and nothing is counted.
 *
 * A key that was added again while it was processing is never lost to its release: it runs once more.
 */
export type Release<Cause = unknown> =
  | { readonly next: "done"; readonly keepFailures?: boolean }
  | { readonly next: "again"; readonly afterMs: number; readonly keepFailures?: boolean }
  | {
      readonly next: "retry";
      readonly cause?: Cause;
      readonly afterMs?: number;
      readonly keepFailures?: boolean;
    }
  | { readonly next: "give-up"; readonly cause: Cause }
  | { readonly next: "give-back" };

/**
 * What a release came to. `"done"`: the key is gone. `"rerun"`: it was added meanwhile, or its time has come, and is
 * ready. `"waiting"`: it waits for its time. `"ready"`: it was given back. `"failed"`: it is in the failed set.
 * `"fenced"`: the claim is not the newest of its key, and nothing was changed.
 */
export type ReleaseResult = "done" | "rerun" | "waiting" | "ready" | "failed" | "fenced";

/** An error as it is recorded. */
export interface ErrorInfo {
  /** The error's name: `TypeError`. */
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/** An error in the history of a key. */
export interface RecordedError extends ErrorInfo {
  /** The wall time. */
  readonly at: number;
  /**
   * `"retried"`: the run was to be tried again. `"given-up"`: the key went to the failed set. `"crashed"`: the key was
   * processing at too many crashes.
   */
  readonly kind: "retried" | "given-up" | "crashed";
  /** The failures and crashes counted before this one. */
  readonly failures: number;
  readonly crashes: number;
}
