/** A key in hand, and the ways in which it can end. Each resolves when the queue has taken note; only the first counts. */
export interface Work<T> {
  readonly item: T;
  readonly key: string;
  readonly priority: number;
  /** Runs of this key that failed or crashed since it was last done. */
  readonly failures: number;
  /** The work is done, and what was held against the key is forgotten. */
  done(): PromiseLike<unknown> | void;
  /** The work is done, what was held against the key is forgotten, and it comes again after this time. */
  again(afterMs: number): PromiseLike<unknown> | void;
  /** The work failed, which is held against the key; it comes again as the limiter says, or after `afterMs`. */
  retry(afterMs?: number): PromiseLike<unknown> | void;
  /** The key is given up with this error, and what was held against it is forgotten. Where there is a failed set, it goes there. */
  giveUp(error: unknown): PromiseLike<unknown> | void;
  /** The key goes back as if it had not been got. */
  giveBack(): PromiseLike<unknown> | void;
}

/** Whatever hands out work, one key never twice at once: a queue in the process, a durable one, several in turn. */
export interface WorkSource<T> {
  /** The name for logs and metrics. */
  readonly name: string;
  /** The next work, as soon as there is some; `undefined` after a shutdown, when there is none left. @throws The signal's reason; no key is lost by it. */
  take(signal: AbortSignal): Promise<Work<T> | undefined>;
  /** Between one and `max` at once; none after a shutdown, when there is none left. @throws The signal's reason; no key is lost by it. */
  takeBatch(
    max: number,
    options: { readonly maxWaitMs: number; readonly signal: AbortSignal },
  ): Promise<readonly Work<T>[]>;
  /** Refuses what is added from now on. */
  shutDown(): PromiseLike<unknown> | void;
  /** How many keys are ready, in hand and waiting. */
  counts(): Promise<{ readonly ready: number; readonly processing: number; readonly waiting: number }>;
}
