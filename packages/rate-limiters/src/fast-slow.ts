import { checkedCount, checkedDuration } from "@workset/clock";
import { FailureCounts, type FailureCountsOptions } from "./failure-counts.ts";
import type { RateLimiter } from "./rate-limiter.ts";

/** How a {@link fastSlow} limiter behaves. */
export interface FastSlowOptions extends FailureCountsOptions {
  /** The wait of the first failures of a key, in milliseconds. */
  readonly fastMs: number;
  /** The wait of all later ones, in milliseconds. */
  readonly slowMs: number;
  /** How many failures of a key are answered with the fast wait. */
  readonly maxFastAttempts: number;
}

/**
 * Retries a key quickly a few times, then slowly: client-go's `ItemFastSlowRateLimiter`.
 * @throws RangeError when an option is not a number or out of bounds.
 */
export function fastSlow(options: FastSlowOptions): RateLimiter {
  const fastMs = checkedDuration("fastMs", options.fastMs);
  const slowMs = checkedDuration("slowMs", options.slowMs);
  const fastAttempts = checkedCount("maxFastAttempts", options.maxFastAttempts, {
    atLeast: 0,
    atMost: Number.MAX_SAFE_INTEGER,
  });
  const failures = new FailureCounts(options);
  const after = (before: number): number => (before < fastAttempts ? fastMs : slowMs);
  return {
    after,
    when: (key) => after(failures.add(key)),
    forget: (key) => failures.forget(key),
    numRequeues: (key) => failures.of(key),
    countsFailures: true,
  };
}
