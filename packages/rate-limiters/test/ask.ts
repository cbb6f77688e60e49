import type { RateLimiter } from "@workset/rate-limiters";

/** The waits of a key that fails `count` times in a row. */
export function ask(limiter: RateLimiter, key: string, times: number): number[] {
  return Array.from({ length: times }, () => limiter.when(key));
}
