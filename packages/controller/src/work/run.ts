import type { Log } from "./log.ts";
import type { Outcome } from "./outcome.ts";

/** One run of a handler for one key. */
export interface Run<T> {
  /** What was added. */
  readonly item: T;
  /** The string that identifies the item. */
  readonly key: string;
  /** The priority with which the key was taken. */
  readonly priority: number;
  /** 1 on the first run since the failure count was reset, one more after each failure that counts and each crash. */
  readonly attempt: number;
  /** Aborted when the time limit has passed, when the run is cancelled, or when the controller must stop. */
  readonly signal: AbortSignal;
  /** The controller's log, with the key and the number of the run. */
  readonly log: Log;
}

/** Reconciles one key. Returning nothing is `"done"`, throwing is `"retry"`, a {@link TerminalError} is `"give-up"`. */
export type Handler<T> = (run: Run<T>) => Outcome | void | PromiseLike<Outcome | void>;

/**
 * Reconciles several keys at once. The returned map holds an outcome for each run that is not simply done; throwing is a
 * `"retry"` of all.
 */
export type BatchHandler<T> = (
  runs: readonly Run<T>[],
) => ReadonlyMap<Run<T>, Outcome> | void | PromiseLike<ReadonlyMap<Run<T>, Outcome> | void>;
