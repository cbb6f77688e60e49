import type { RateLimiter } from "./rate-limiter.ts";

/**
 * Waits as long as the strictest of these limiters says: client-go's `MaxOfRateLimiter`.
 *
 * All of them are asked every time, so each counts every failure, whichever wins. `forget` reaches all of them, and
 * `numRequeues` is the largest of theirs. Without limiters nothing waits.
 */
export function maxOf(...limiters: RateLimiter[]): RateLimiter {
  return {
    when: (key) => limiters.reduce((longest, limiter) => Math.max(longest, limiter.when(key)), 0),
    after: (failures) => limiters.reduce((longest, limiter) => Math.max(longest, limiter.after(failures)), 0),
    forget: (key) => limiters.forEach((limiter) => limiter.forget(key)),
    numRequeues: (key) => limiters.reduce((most, limiter) => Math.max(most, limiter.numRequeues(key)), 0),
    countsFailures: limiters.some((limiter) => limiter.countsFailures),
  };
}
