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
} from "./durable-options.ts";
export { FailedSet, type FailedKey } from "./failed-set.ts";
export { jsonCodec, type Codec } from "./codec.ts";
export { richCodec } from "./rich-codec.ts";
export { schemaCodec, type SchemaIssue, type SchemaResult, type StandardSchema } from "./schema-codec.ts";
export type { JsonCompatible, OptionalPart } from "./json-compatible.ts";
export { ItemCodec, PayloadError, type ItemOptions } from "./item-codec.ts";
export type { DurableRun, DurableProcessOptions } from "./process-leases.ts";
export { QuarantineError } from "./quarantine-error.ts";
