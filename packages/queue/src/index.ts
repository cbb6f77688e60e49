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
export { leases, type GetsKeys, type Lease } from "./lease.ts";
export type { Ageing } from "./ready-queue.ts";
export {
  checkedKeyOf,
  checkedPriority,
  type KeyOfOption,
  type WorkQueueOptions,
} from "./work-queue-options.ts";
export { WorkQueue } from "./work-queue.ts";
export {
  processKeys,
  type FailedRun,
  type ProcessHandler,
  type ProcessOptions,
  type ProcessRun,
  type RunEndings,
} from "./process-keys.ts";
export { matching, type ClearFilter } from "./clear-filter.ts";
export { parallelize, type ParallelizeOptions, type ParallelizeReport } from "./parallelize.ts";
export { GetWaiters } from "./get-waiters.ts";
export { QueueMeter, type MeteredLease } from "./queue-meter.ts";
