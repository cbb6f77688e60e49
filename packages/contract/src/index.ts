export type { Chapter, Clause, Harness } from "./clause.ts";
export { checkClause } from "./check-clause.ts";
export { applicable, type Applicable, type SkippedClause } from "./applicable.ts";
export { contractPage } from "./contract-page.ts";

export { queueClauses, queueContract } from "./queue/queue-contract.ts";
export {
  durableCapabilities,
  makeDurableHarness,
  type DurableHarnessOptions,
  type DurableSetup,
} from "./queue/make-durable-harness.ts";
export {
  queueCapabilities,
  type OpenedQueue,
  type QueueCapability,
  type QueueClause,
  type QueueHarness,
  type QueueSetup,
} from "./queue/queue-harness.ts";
export type {
  AddAfterOptions,
  AddAfterOutcome,
  AddCounts,
  AddOptions,
  AddOutcome,
  Awaitable,
  BatchOptions,
  BatchVerbs,
  ClearFilter,
  DelayVerbs,
  Disposes,
  DrainOptions,
  DrainReport,
  FailedRun,
  IdleVerb,
  Item,
  KeyState,
  LeaseSubject,
  ListedKey,
  Listing,
  ProcessRun,
  ProcessSetup,
  ProcessVerb,
  QueueStats,
  QueueSubject,
  RemoveVerbs,
  RetryVerbs,
  WaitingKey,
} from "./queue/queue-subject.ts";

export { ModelQueue } from "./model/model-queue.ts";
export type { ModelLease, ModelWork } from "./model/model-lists.ts";
export { ModelWaiters, type ModelDrain, type ModelGetter, type WaitedFor } from "./model/model-waiters.ts";

export { storeClauses, storeContract } from "./store/store-contract.ts";
export { makeStoreHarness, type StoreHarnessOptions } from "./store/make-store-harness.ts";
export type { StoreCapability, StoreClause, StoreHarness } from "./store/store-harness.ts";
export { randomLife, type RandomLifeOptions } from "./store/random-life.ts";
export { ModelStore } from "./store/model/model-store.ts";
export { ModelStoreQueue } from "./store/model/model-store-queue.ts";
export { ModelSteps, type ModelMerging } from "./store/model/model-steps.ts";
export type { ModelEntry, ModelKeys, ModelRun } from "./store/model/model-keys.ts";

export { cacheClauses, cacheContract } from "./cache/cache-contract.ts";
export { makeCacheHarness, type CacheHarnessOptions } from "./cache/make-cache-harness.ts";
export type { CacheCapability, CacheClause, CacheHarness } from "./cache/cache-harness.ts";
export type { CacheChange, CachedItem, CacheSubject } from "./cache/cache-subject.ts";

export { objectStoreClauses, objectStoreContract } from "./object-store/object-store-contract.ts";
export {
  storedObjectIndexes,
  storedObjectKey,
  type ObjectStoreCapability,
  type ObjectStoreClause,
  type ObjectStoreHarness,
  type OpenedObjectStore,
} from "./object-store/object-store-harness.ts";
export type {
  AddIndexersVerb,
  IndexFunctionSubject,
  ObjectReaderSubject,
  ObjectStoreSubject,
  RestoreVerb,
  StoredObject,
  TermSubject,
} from "./object-store/object-store-subject.ts";
export { ModelObjectStore, type ModelHeld } from "./object-store/model-object-store.ts";

export { workersClauses, workersContract } from "./workers/workers-contract.ts";
export type {
  WorkersCapability,
  WorkersClause,
  WorkersHarness,
  WorkersSetup,
} from "./workers/workers-harness.ts";
export type {
  BatchSubject,
  HandlerSubject,
  LogSubject,
  ObserverSubject,
  OutcomeSubject,
  RunSubject,
  StopReportSubject,
  StopSetup,
  WorkersSubject,
} from "./workers/workers-subject.ts";

export { sourceClauses, sourceContract } from "./source/source-contract.ts";
export type { Seen, SourceCapability, SourceClause, SourceHarness } from "./source/source-harness.ts";
export type {
  ListedPage,
  ListRequest,
  SourceSubject,
  SentEvent,
  WatchRequest,
} from "./source/source-subject.ts";

export { apiServerClauses, apiServerContract } from "./api-server/api-server-contract.ts";
export type {
  ApiServerCapability,
  ApiServerClause,
  ApiServerHarness,
  ApiServerRequest,
  ApiServerResponse,
} from "./api-server/api-server-harness.ts";
