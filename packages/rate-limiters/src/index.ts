export type { RateLimiter } from "./rate-limiter.ts";
export { exponential, type ExponentialOptions } from "./exponential.ts";
export { fastSlow, type FastSlowOptions } from "./fast-slow.ts";
export type { FailureCountsOptions } from "./failure-counts.ts";
export { tokenBucket, type TokenBucketOptions } from "./token-bucket.ts";
export { maxOf } from "./max-of.ts";
export { maxWait } from "./max-wait.ts";
export { jittered, type JitterOptions } from "./jittered.ts";
export {
  controllerRuntimeRateLimiter,
  defaultControllerRateLimiter,
  defaultItemBasedRateLimiter,
  type ControllerRateLimiterOptions,
} from "./default-limiters.ts";
export {
  RateLimitingQueue,
  type RateLimitedQueue,
  type KeyOfOrDelayedQueue,
  type RateLimitingQueueOptions,
} from "./rate-limiting-queue.ts";
