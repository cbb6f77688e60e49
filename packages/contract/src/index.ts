export type { Chapter, Clause, Place } from "./clause.ts";
export { checkClause } from "./check-clause.ts";
export { applicable, type Applicable, type SkippedClause } from "./applicable.ts";
export { contractPage } from "./contract-page.ts";

export { queueClauses, queueContract } from "./queue/queue-contract.ts";
export type {
  OpenedQueue,
  QueueCapability,
  QueueClause,
  QueuePlace,
  QueueSetup,
} from "./queue/queue-place.ts";
export type {
  AddAfterOptions,
  AddAfterOutcome,
  AddCounts,
  AddOptions,
  AddOutcome,
  Awaitable,
  BatchOptions,
  BatchVerbs,
  DelayVerbs,
  Disposes,
  DrainOptions,
  DrainReport,
  Item,
  KeyState,
  LeaseSubject,
  ListedKey,
  Listing,
  QueueStats,
  QueueSubject,
  RetryVerbs,
  WaitingKey,
} from "./queue/queue-subject.ts";

export { ModelQueue } from "./model/model-queue.ts";
export type { ModelLease, ModelWork } from "./model/model-lists.ts";
export { ModelWaiters, type ModelDrain, type ModelGetter, type WaitedFor } from "./model/model-waiters.ts";

export { storeClauses, storeContract } from "./store/store-contract.ts";
export { makeStorePlace, type StorePlaceOptions } from "./store/make-store-place.ts";
export type { StoreCapability, StoreClause, StorePlace } from "./store/store-place.ts";
export { ModelStore } from "./store/model/model-store.ts";
export { ModelStoreQueue } from "./store/model/model-store-queue.ts";
export { ModelSteps, type ModelMerging } from "./store/model/model-steps.ts";
export type { ModelEntry, ModelKeys, ModelRun } from "./store/model/model-keys.ts";
