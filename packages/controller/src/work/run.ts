import type { Log } from "./log.ts";
import type { Outcome } from "./outcome.ts";

/** A cache that a handler reads and that follows what it writes: an informer whose source can compare versions. */
export interface ReadCache<O> {
  readonly name: string;
  readonly meta: { versionOf(object: O): string };
  /** Resolves when the cache shows this version or a newer one. */
  reached(version: string, signal?: AbortSignal): Promise<void>;
}

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
  /**
   * Says that the run has written this object, as the server returned it. The key does not run again before the cache shows
   * the write, so that the next run does not decide on a state from before it: until then it stays processing, while its
   * worker goes on with other keys. After `writeTimeoutMs` the key is released all the same, and that is logged.
   * @throws What the cache's `versionOf` throws.
   */
  wrote<O>(cache: ReadCache<O>, object: O): void;
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
