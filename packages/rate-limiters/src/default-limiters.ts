import type { Clock } from "@workset/clock";
import { exponential } from "./exponential.ts";
import type { FailureCountsOptions } from "./failure-counts.ts";
import { maxOf } from "./max-of.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import { tokenBucket } from "./token-bucket.ts";

/** What can be set of {@link defaultControllerRateLimiter}. */
export interface ControllerRateLimiterOptions extends FailureCountsOptions {
  /** @defaultValue the system's clock */
  readonly clock?: Clock;
}

/**
 * What client-go gives a queue by default: each key waits 5 ms, then doubles up to 1000 s, and all retries together
 * pass at 10 a second with bursts of 100. The longer of the two waits counts.
 */
export function defaultControllerRateLimiter(options: ControllerRateLimiterOptions = {}): RateLimiter {
  return maxOf(
    exponential({ ...options, baseMs: 5, maxMs: 1_000_000 }),
    tokenBucket({ ...options, perSecond: 10, burst: 100 }),
  );
}

/** Client-go's default for single items: each key waits 1 ms, then doubles up to 1000 s. */
export function defaultItemBasedRateLimiter(options: FailureCountsOptions = {}): RateLimiter {
  return exponential({ ...options, baseMs: 1, maxMs: 1_000_000 });
}

/** What controller-runtime gives a controller by default: each key waits 5 ms, then doubles up to 1000 s. */
export function controllerRuntimeRateLimiter(options: FailureCountsOptions = {}): RateLimiter {
  return exponential({ ...options, baseMs: 5, maxMs: 1_000_000 });
}
