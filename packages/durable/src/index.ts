export { DurableQueue } from "./durable-queue.ts";
export { DurableLease, type LeaseOwner } from "./durable-lease.ts";
export type {
  DurableAddAfterOptions,
  DurableAddCounts,
  DurableAddOutcome,
  DurableKeyState,
  DurableListedKey,
  DurableQueueArguments,
  DurableQueueOptions,
  DurableStats,
  DurableWaitingKey,
  PreparedAdd,
} from "./durable-options.ts";
export { FailedSet, type FailedKey } from "./failed-set.ts";
export { jsonCodec, type Codec } from "./codec.ts";
export { Items, type ItemOptions } from "./items.ts";
