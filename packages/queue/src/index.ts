export type {
  AddCounts,
  AddOptions,
  AddOutcome,
  BatchOptions,
  DrainOptions,
  DrainReport,
  KeyOf,
  KeyState,
  ListedKey,
  PayloadPolicy,
  Queue,
  QueueStats,
} from "./queue.ts";
export type { Lease } from "./lease.ts";
export type { Ageing } from "./ready-line.ts";
export { checkedPriority, type WorkQueueArguments, type WorkQueueOptions } from "./work-queue-options.ts";
export { WorkQueue } from "./work-queue.ts";
export { leases, type GetsKeys } from "./leases.ts";
export { parallelize, type ParallelizeOptions, type ParallelizeReport } from "./parallelize.ts";
export { Getters } from "./getters.ts";
export { QueueMeter, type MeteredLease } from "./queue-meter.ts";
