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

  /** Forgets what is known of this key, so that its next wait is like its first. Shared limits are not touched. */
  forget(key: string): void;

  /** How often {@link when} was asked for this key since it was last forgotten. */
  numRequeues(key: string): number;
}
