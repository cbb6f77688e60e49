import type { Log } from "../telling/log.ts";
import type { Outcome } from "./outcome.ts";

/** One run of a handler over one key. */
export interface Run<T> {
  /** What was added. */
  readonly item: T;
  /** The text the item is known by. */
  readonly key: string;
  /** The priority with which the key was got. */
  readonly priority: number;
  /** 1 on the first run since the key was last done, one more on each run after a failure or a crash. */
  readonly attempt: number;
  /** Aborted when the time limit has passed, or when the controller must stop. */
  readonly signal: AbortSignal;
  /** The controller's log, with the key and the number of the run. */
  readonly log: Log;
}

/** Brings one key in order. Returning nothing is `"done"`, throwing is `"retry"`, a {@link TerminalError} is `"give-up"`. */
export type Handler<T> = (run: Run<T>) => Outcome | void | PromiseLike<Outcome | void>;

/**
 * Brings several keys in order at once. The answer holds an outcome for each run that is not simply done; throwing is a
 * `"retry"` of all.
 */
export type BatchHandler<T> = (
  runs: readonly Run<T>[],
) => ReadonlyMap<Run<T>, Outcome> | void | PromiseLike<ReadonlyMap<Run<T>, Outcome> | void>;
