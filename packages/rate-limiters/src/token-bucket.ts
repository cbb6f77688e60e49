import { checkedCount, checkedNumber, systemClock, type Clock } from "@workset/clock";
import type { RateLimiter } from "./rate-limiter.ts";

/** How a {@link tokenBucket} behaves. */
export interface TokenBucketOptions {
  /** How many tokens flow in each second; `Infinity` for no limit, 0 for none beyond the burst. */
  readonly perSecond: number;
  /** How many tokens the bucket holds. It starts full. With 0, and a finite rate, the wait is always `Infinity`. */
  readonly burst: number;
  /** @defaultValue the system's clock */
  readonly clock?: Clock;
}

/**
 * One bucket of tokens for all keys: client-go's `BucketRateLimiter`, over the reservations of `golang.org/x/time/rate`.
 *
 * Each `when` takes a token at once, also when it has to be waited for; there is no limit to that debt, so asking
 * faster than the rate makes the waits grow for as long as it lasts. The bucket knows no keys: `forget` gives no token
 * back, and `numRequeues` is always 0.
 * @throws RangeError when an option is not a number or out of bounds.
 */
export function tokenBucket(options: TokenBucketOptions): RateLimiter {
  const { perSecond, clock = systemClock } = options;
  checkedNumber("perSecond", perSecond, { atLeast: 0, unit: "tokens" });
  const burst = checkedCount("burst", options.burst, { atLeast: 0, atMost: Number.MAX_SAFE_INTEGER });
  let tokens = burst;
  let filledAt = clock.now();

  const reserve = (): number => {
    if (perSecond === Infinity) return 0;
    if (burst === 0) return Infinity;
    const now = clock.now();
    tokens = Math.min(burst, tokens + seconds(now - filledAt) * perSecond) - 1;
    filledAt = now;
    return tokens < 0 ? (-tokens / perSecond) * 1000 : 0;
  };
  return {
    when: reserve,
    after: reserve,
    forget() {},
    numRequeues: () => 0,
    countsFailures: false,
  };
}

/** Whole seconds and the rest are converted apart, as in Go: the waits are the same, but for the nanosecond it cuts off. */
function seconds(ms: number): number {
  return Math.floor(ms / 1000) + (ms % 1000) / 1000;
}
