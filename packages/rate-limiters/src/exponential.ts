import { checkedDuration } from "@workset/clock";
import { FailureCounts, type FailureCountsOptions } from "./failure-counts.ts";
import type { RateLimiter } from "./rate-limiter.ts";

/** How an {@link exponential} limiter behaves. */
export interface ExponentialOptions extends FailureCountsOptions {
  /**
   * The wait after the first failure of a key, in milliseconds. With 0 no key ever waits.
   * @defaultValue 5
   */
  readonly baseMs?: number;
  /**
   * No wait is longer, in milliseconds, the first included.
   * @defaultValue 1_000_000
   */
  readonly maxMs?: number;
}

/**
 * Doubles the wait of a key with each failure, up to a cap: client-go's `ItemExponentialFailureRateLimiter`.
 * @throws RangeError when an option is not a number or out of bounds.
 */
export function exponential(options: ExponentialOptions = {}): RateLimiter {
  const baseMs = checkedDuration("baseMs", options.baseMs ?? 5);
  const maxMs = checkedDuration("maxMs", options.maxMs ?? 1_000_000);
  const belowCap = doublings(baseMs, maxMs);
  const capMs = baseMs === 0 ? 0 : maxMs;
  const failures = new FailureCounts(options);
  const after = (before: number): number => (before < belowCap.length ? belowCap[before]! : capMs);
  return {
    after,
    when: (key) => after(failures.add(key)),
    forget: (key) => failures.forget(key),
    numRequeues: (key) => failures.of(key),
    countsFailures: true,
  };
}

/** The waits below the cap. Doubling is exact in floating point, so these are base × 2ⁿ to the last bit. */
function doublings(baseMs: number, maxMs: number): number[] {
  const waits: number[] = [];
  for (let waitMs = baseMs; waitMs > 0 && waitMs < maxMs; waitMs *= 2) waits.push(waitMs);
  return waits;
}
