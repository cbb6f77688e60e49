/**
 * Decides when a key may go again. Knows keys and nothing of queues; every verb answers at once.
 *
 * The verbs are those of client-go's `RateLimiter`.
 */
export interface RateLimiter {
  /**
   * How long this key must wait, in milliseconds, never negative; `Infinity` for never. Asking counts: it is one more
   * failure, or one more token taken.
   */
  when(key: string): number;

  /**
   * How long a key must wait that has failed `failures` times before, for a caller that counts the failures itself: in a
   * store, say. Limits that all keys share are charged as by {@link when}; nothing is remembered of a key.
   */
  after(failures: number): number;

  /** Forgets what is known of this key, so that its next wait is like its first. Shared limits are not touched. */
  forget(key: string): void;

  /** How often {@link when} was asked for this key since it was last forgotten. */
  numRequeues(key: string): number;

  /** Whether failures are counted key by key. Otherwise {@link numRequeues} is always 0. */
  readonly countsFailures: boolean;
}
