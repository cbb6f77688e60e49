export type { KubernetesLike, ObjectMeta } from "./object-meta.ts";
export type { Deletion } from "./deletion.ts";
export type { Delta, WholeDelta } from "./delta.ts";
export type { DeltaBatch, DeltaQueue } from "./delta-queue.ts";
export type { ListOptions, ListPage, ListWatch, WatchEvent, WatchOptions } from "./list-watch.ts";
export { SourceError, type SourceErrorCode, type SourceErrorDetails } from "./source-error.ts";
export type { ReflectorTarget } from "./reflector-target.ts";
export type { IndexFunction, IndexFunctions, IndexTerm, ObjectReader, ObjectStore } from "./object-store.ts";
export type { EventHandler, HandlerRegistration, Handled } from "./event-handler.ts";
export type { HandlerOptions, Informer } from "./informer.ts";
export type { CachePersistence, SavedCache, SavedChange } from "./cache-persistence.ts";

export { Saving, type SavingOptions } from "./saving.ts";
export { MemoryPersistence } from "./memory-persistence.ts";

export { kubernetesMeta } from "./kubernetes-meta.ts";
export { keyOfName, splitKey, type ObjectName } from "./object-name.ts";
export { Indexer, type IndexerOptions } from "./indexer.ts";

export { EventQueue, type EventQueueOptions } from "./event-queue.ts";
export { DeltaFIFO, type DeltaFIFOOptions, type KnownObjects } from "./delta-fifo.ts";
export type { Transform } from "./transform.ts";
export {
  FakeSource,
  type FakeChangeOptions,
  type FakeRequest,
  type FakeSourceOptions,
} from "./fake-source.ts";
export { pollingListWatch, type PollingOptions } from "./polling-list-watch.ts";
export { WatchedWorld, type WatchedWorldOptions } from "./watched-world.ts";
export { WatchStream, type WatchStreamOptions } from "./watch-stream.ts";
export { newEpoch } from "./epoch.ts";
export { SharedCall } from "./shared-call.ts";

export { Reflector } from "./reflector.ts";
export type { ReflectorOptions } from "./reflector-options.ts";
export type { OnReflectorError, ReflectorFailure } from "./reflector-failure.ts";
export type { RetryBackoffOptions } from "./retry-backoff.ts";
export { SharedInformer } from "./shared-informer.ts";
export type { InformerSettings, MetaOption, SharedInformerOptions } from "./shared-informer-options.ts";
export type { InformerFailure, OnInformerError, SlowCall } from "./informer-failure.ts";
export { filtered, type FilterMeta } from "./filtered.ts";
export { lister, namespaceIndex, type Lister, type ListerOptions, type NamespaceLister } from "./lister.ts";
export { labelSelector, type LabelSelector, type LabelSelectorObject } from "./label-selector.ts";
export type { LabelRequirement, Labels } from "./label-requirement.ts";
export { ExpirationCache, type ExpirationCacheOptions } from "./expiration-cache.ts";
export { MutationCache, type MutationCacheOptions, type MutationHandler } from "./mutation-cache.ts";
export { compareVersions } from "./compare-versions.ts";
export { InformerFactory, type InformerFactoryOptions } from "./informer-factory.ts";
export { ShardedInformer, type ShardedInformerOptions } from "./sharded-informer.ts";
export { narrowed, sharesOf } from "./narrowed.ts";
export { rendezvous } from "./rendezvous.ts";
