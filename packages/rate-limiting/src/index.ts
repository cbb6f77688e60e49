export type { RateLimitedQueue } from "./rate-limited-queue.ts";
export {
  RateLimitingQueue,
  type RateLimitingQueueArguments,
  type RateLimitingQueueOptions,
} from "./rate-limiting-queue.ts";
