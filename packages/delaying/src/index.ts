export type {
  AddAfterOptions,
  AddAfterOutcome,
  DelayedQueue,
  DelayingProcessOptions,
  WaitingKey,
} from "./delayed-queue.ts";
export { DelayingQueue, type DelayingQueueOptions, type KeyOfOrQueue } from "./delaying-queue.ts";
