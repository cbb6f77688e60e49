import { checkedChoice } from "@workset/clock";
import type { RateLimiter } from "./rate-limiter.ts";

/** How a {@link jittered} limiter spreads its waits. */
export interface JitterOptions {
  /**
   * `"full"` draws from the whole wait, from zero up to it. `"equal"` keeps one half of the wait and draws from the
   * other half, so that no retry follows at once.
   * @defaultValue "full"
   */
  readonly jitter?: "full" | "equal";
  /**
   * Gives numbers from 0 up to, but not including, 1.
   * @defaultValue Math.random
   */
  readonly random?: () => number;
}

/**
 * Spreads the waits of a limiter at random, so that what failed together does not come back together. Never waits
 * longer than the limiter says; `Infinity` stays `Infinity`.
 *
 * Full and equal jitter as defined in "Exponential Backoff And Jitter", AWS Architecture Blog. Put it around limiters
 * that know keys: around a token bucket it would let keys pass faster than the bucket's rate.
 * @throws RangeError when `jitter` names neither.
 */
export function jittered(limiter: RateLimiter, options: JitterOptions = {}): RateLimiter {
  const { jitter = "full", random = Math.random } = options;
  checkedChoice("jitter", jitter, ["full", "equal"]);
  const kept = jitter === "full" ? 0 : 0.5;
  const spread = (waitMs: number): number =>
    waitMs === Infinity ? waitMs : waitMs * (kept + (1 - kept) * random());
  return {
    when: (key) => spread(limiter.when(key)),
    after: (failures) => spread(limiter.after(failures)),
    forget: (key) => limiter.forget(key),
    numRequeues: (key) => limiter.numRequeues(key),
    countsFailures: limiter.countsFailures,
  };
}
