// All of it together.
export type { Informer } from "./informers/informer.ts";
export type { HandlerOptions, SlowCall } from "./handlers/handler-options.ts";
export { SharedInformer } from "./informers/shared-informer.ts";
export type { InformerSettings, MetaOption, SharedInformerOptions } from "./informers/informer-options.ts";
export type { InformerFailure, OnInformerError } from "./informers/informer-failure.ts";
export { InformerFactory, type InformerFactoryOptions } from "./informers/informer-factory.ts";
export { ShardedInformer, type ShardedInformerOptions } from "./informers/sharded-informer.ts";

// What is watched.
export type { ListOptions, ListPage, ListWatch, WatchEvent, WatchOptions } from "./sources/list-watch.ts";
export { SourceError, type SourceErrorCode, type SourceErrorDetails } from "./sources/source-error.ts";
export { FakeSource } from "./sources/fake-source.ts";
export type { FakeChangeOptions, FakeRequest, FakeSourceOptions } from "./sources/fake-source.ts";
export { pollingListWatch, type PollingOptions } from "./sources/polling-list-watch.ts";
export { filterSource, shardSource, type KeyReader } from "./sources/filter-source.ts";
export { rendezvous } from "./sources/rendezvous.ts";

// For authors of sources.
export { WatchCache, type WatchCacheOptions } from "./sources/watch-cache.ts";
export { WatchStream, type WatchStreamOptions } from "./sources/watch-stream.ts";
export { newEpoch } from "./sources/watch-cache.ts";
export { SharedCall } from "./sources/shared-call.ts";

// How objects are read.
export type { KubernetesLike, ObjectMeta } from "./objects/object-meta.ts";
export { kubernetesMeta } from "./objects/object-meta.ts";
export { keyOfName, splitKey, type ObjectName } from "./objects/object-name.ts";
export type { Deletion } from "./objects/object-change.ts";
export { labelSelector, type LabelSelector, type LabelSelectorObject } from "./objects/label-selector.ts";
export type { LabelRequirement, Labels } from "./objects/label-requirement.ts";
export { compareVersions } from "./objects/versions.ts";

// Who is told.
export type { EventHandler, Handled, HandlerRegistration } from "./handlers/event-handler.ts";
export { filtered, type FilterMeta } from "./handlers/filtered.ts";

// Where objects are kept.
export type {
  IndexFunction,
  IndexFunctions,
  IndexTerm,
  ObjectReader,
  ObjectStore,
} from "./cache/object-store.ts";
export { Indexer, type IndexerOptions } from "./cache/indexer.ts";
export { lister, namespaceIndex } from "./cache/lister.ts";
export type { Lister, ListerOptions, NamespaceLister } from "./cache/lister.ts";
export { ExpirationCache, type ExpirationCacheOptions } from "./client-go/expiration-cache.ts";
export {
  MutationCache,
  type MutationCacheOptions,
  type MutationHandler,
} from "./client-go/mutation-cache.ts";

// How a cache outlives the process.
export type { CachePersistence, SavedCache, SavedChange } from "./persistence/cache-persistence.ts";
export { MemoryPersistence } from "./persistence/memory-persistence.ts";
export { Checkpointer, type CheckpointerOptions } from "./persistence/checkpointer.ts";

// The parts by themselves.
export { Reflector } from "./reflector/reflector.ts";
export type { ReflectorOptions } from "./reflector/reflector-options.ts";
export type { OnReflectorError, ReflectorFailure } from "./reflector/reflector-options.ts";
export type { RetryBackoffOptions } from "./reflector/retry-backoff.ts";
export type { ReflectorTarget } from "./deltas/delta-queue.ts";
export type { Delta, WholeDelta } from "./deltas/delta-queue.ts";
export type { DeltaBatch, DeltaQueue } from "./deltas/delta-queue.ts";
export { EventQueue, type EventQueueOptions } from "./deltas/event-queue.ts";
export { DeltaFIFO, type DeltaFIFOOptions, type KnownObjects } from "./deltas/delta-fifo.ts";
export type { Transform } from "./deltas/transform.ts";
