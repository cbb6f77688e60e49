import type { Release } from "@workset/store";

/** A key that is being processed. */
export interface Work<T> {
  readonly item: T;
  readonly key: string;
  readonly priority: number;
  /** Failures and crashes of this key since its failure count was last reset. */
  readonly failures: number;
  /**
   * Ends the processing of the key. Resolves when the queue has recorded it, at once where it answers nothing. Only the
   * first release counts; one that throws or rejects does not count and may be called again.
   */
  release(how: Release): PromiseLike<unknown> | void;
}

/** How many keys a source of work holds, by state. */
export interface WorkCounts {
  readonly ready: number;
  readonly processing: number;
  readonly waiting: number;
}

/** Hands out work, one key never twice at once: an in-process queue, a durable one, several queues in turn. */
export interface WorkSource<T> {
  /** The name for logs and metrics. */
  readonly name: string;
  /** The next work, as soon as there is some; `undefined` after a shutdown, when none is left. @throws The signal's reason; no key is lost by it. */
  take(signal: AbortSignal): Promise<Work<T> | undefined>;
  /** Between one and `max` at once; none after a shutdown, when none is left. @throws The signal's reason; no key is lost by it. */
  takeBatch(
    max: number,
    options: { readonly maxWaitMs: number; readonly signal: AbortSignal },
  ): Promise<readonly Work<T>[]>;
  /** Refuses adds from now on. */
  shutDown(): PromiseLike<unknown> | void;
  /** How many keys are ready, processing and waiting. */
  counts(): Promise<WorkCounts>;
}

/** Where a controller adds keys: what in-process and durable queues have in common. */
export interface AddsKeys<T> {
  readonly keyOf: (item: T) => string;
  /** Settles when the add is in the queue, and durable where the queue is. */
  add(item: T, options?: { readonly priority?: number }): unknown;
  /** The same, after a delay. */
  addAfter(
    item: T,
    delayMs: number,
    options?: { readonly priority?: number; readonly replace?: boolean },
  ): unknown;
}
