// The informers.
export type { Informer, InformerStopReport } from "./informers/informer.ts";
export { SharedInformer } from "./informers/shared-informer.ts";
export type {
  InformerSettings,
  MetaOption,
  SharedInformerOptions,
  SourceOption,
} from "./informers/informer-options.ts";
export type {
  FailureCause,
  InformerFailure,
  InformerTrouble,
  OnInformerError,
} from "./informers/informer-failure.ts";
export {
  InformerFactory,
  type FactoryStopReport,
  type InformerFactoryOptions,
} from "./informers/informer-factory.ts";
export { ShardedInformer, type ShardedInformerOptions } from "./informers/sharded-informer.ts";
export { InformerError, type InformerErrorCode } from "./internal/informer-error.ts";

// What they watch.
export type {
  ListOptions,
  ListPage,
  ListWatch,
  SourceTraits,
  WatchEvent,
  WatchOptions,
} from "./sources/list-watch.ts";
export { SourceError, type SourceErrorCode, type SourceErrorDetails } from "./sources/source-error.ts";
export { FakeSource } from "./sources/fake-source.ts";
export type { FakeChangeOptions, FakeRequest, FakeSourceOptions } from "./sources/fake-source.ts";
export { pollingListWatch, type PollingOptions } from "./sources/polling-list-watch.ts";
export { filterSource, shardSource, type KeyReader } from "./sources/filter-source.ts";
export { rendezvous } from "./sources/rendezvous.ts";

// For authors of sources.
export { newEpoch, WatchCache, type WatchCacheOptions } from "./sources/watch-cache.ts";
export { WatchStream, type WatchStreamOptions } from "./sources/watch-stream.ts";
export { SharedCall } from "./sources/shared-call.ts";

// How objects are read.
export { kubernetesMeta, type KubernetesLike, type ObjectMeta } from "./objects/object-meta.ts";
export { keyOfName, splitKey, type ObjectName } from "./objects/object-name.ts";
export type { Deletion, ObjectChange } from "./objects/object-change.ts";
export { labelSelector, type LabelSelector, type LabelSelectorObject } from "./objects/label-selector.ts";
export type { LabelRequirement, Labels } from "./objects/label-requirement.ts";
export { compareVersions } from "./objects/versions.ts";

// The handlers.
export type { EventHandler, Handled, HandlerRegistration } from "./handlers/event-handler.ts";
export type { HandlerOptions, SlowCall } from "./handlers/handler-options.ts";

// The cache.
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

// A cache that is saved.
export type { CachePersistence, SavedCache, SavedChange } from "./persistence/cache-persistence.ts";
export { MemoryPersistence } from "./persistence/memory-persistence.ts";
export { Checkpointer, type CheckpointerOptions } from "./persistence/checkpointer.ts";

// The parts of an informer.
export { Reflector } from "./reflector/reflector.ts";
export type {
  OnReflectorError,
  ReflectorFailure,
  ReflectorOptions,
  RetryBackoffOptions,
} from "./reflector/reflector-options.ts";
export type {
  CollectionDelta,
  Delta,
  DeltaBatch,
  DeltaQueue,
  ListInfo,
  ReflectorTarget,
} from "./deltas/delta-queue.ts";
export { EventQueue, type EventQueueOptions } from "./deltas/event-queue.ts";
export type { OnBadObject, Transform } from "./deltas/transform.ts";
