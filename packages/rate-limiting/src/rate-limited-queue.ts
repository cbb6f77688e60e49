import type { AddAfterOptions, AddAfterOutcome, DelayedQueue } from "@workset/delaying";

/** A work queue to which keys can be added again as a rate limiter says. */
export interface RateLimitedQueue<T> extends DelayedQueue<T> {
  /**
   * Adds the item when the limiter says that its key may go again. The limiter is asked every time, also when the key
   * turns out to wait already.
   */
  addRateLimited(item: T, options?: AddAfterOptions): AddAfterOutcome;

  /** Clears the limiter's memory of the key. What waits, is ready or in hand stays as it is. */
  forget(key: string): void;

  /** How often the limiter was asked for this key since it was forgotten. */
  numRequeues(key: string): number;
}
