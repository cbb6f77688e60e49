import { checkedDuration } from "@workset/clock";
import type { RateLimiter } from "./rate-limiter.ts";

/**
 * Lets no key wait longer than `maxMs` milliseconds: client-go's `WithMaxWaitRateLimiter`.
 *
 * Only the answer is shortened. What the limiter inside remembers, such as the debt of a token bucket, keeps growing.
 * @throws RangeError when `maxMs` is not a number or less than zero.
 */
export function maxWait(limiter: RateLimiter, maxMs: number): RateLimiter {
  checkedDuration("maxMs", maxMs);
  return {
    when: (key) => Math.min(limiter.when(key), maxMs),
    after: (failures) => Math.min(limiter.after(failures), maxMs),
    forget: (key) => limiter.forget(key),
    numRequeues: (key) => limiter.numRequeues(key),
    countsFailures: limiter.countsFailures,
  };
}
