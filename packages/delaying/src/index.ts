export type { AddAfterOptions, AddAfterOutcome, DelayedQueue, WaitingKey } from "./delayed-queue.ts";
export { DelayingQueue, type DelayingQueueArguments, type DelayingQueueOptions } from "./delaying-queue.ts";
