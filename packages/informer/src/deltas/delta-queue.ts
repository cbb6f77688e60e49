import type { Deletion } from "../objects/object-change.ts";

/**
 * A change of one object, from the source to the cache. `"added"`, `"updated"`, `"deleted"`: the source sent it.
 * `"replaced"`: the object was in a list. `"sync"`: nothing changed, a resync delivers the object again.
 */
export type Delta<T> =
  | { readonly type: "added" | "updated" | "replaced" | "sync"; readonly key: string; readonly object: T }
  | ({ readonly type: "deleted" } & Deletion<T>);

/** A change of the whole collection, in a queue that keeps the order among objects. */
export type CollectionDelta<T> =
  | {
      readonly type: "replaced-all";
      readonly objects: ReadonlyMap<string, T>;
      readonly version: string;
      /** Listed keys whose objects were skipped as bad: the states in the cache stay. */
      readonly skipped: ReadonlySet<string>;
      /** How the list was made. */
      readonly list: ListInfo;
    }
  | { readonly type: "sync-all" }
  /** A bad object was skipped: from here to the next list the cache lacks a state of the source. */
  | { readonly type: "skipped" }
  | { readonly type: "bookmark"; readonly version: string };

/** What is taken from a queue at once: changes of single objects, or one change of the collection. */
export type DeltaBatch<T> = {
  readonly deltas: readonly Delta<T>[] | readonly [CollectionDelta<T>];
  /** Whether these objects were there when the queue was filled for the first time. */
  readonly isInInitialList: boolean;
};

/** What is known of a list besides its objects. */
export interface ListInfo {
  /** The versions of the source went back: equal versions do not mean equal states. @defaultValue false */
  readonly versionsWentBack?: boolean;
  /** The list was made to find changes that no watch delivered; up to this version everything was watched. @defaultValue it was not */
  readonly watchedUpTo?: string;
}

/** Where a reflector writes. Of the objects of one key, what is written later is newer. */
export interface ReflectorTarget<T> {
  /** The source sent a new object. @throws What a transform throws; nothing is written then. */
  add(object: T): void;
  /** The source sent a change. @throws What a transform throws; nothing is written then. */
  update(object: T): void;
  /** The source sent a deletion, with the last state. */
  delete(object: T): void;
  /**
   * These are all objects, at this version. A large list may be taken in slices, with turns of the event loop between them;
   * then the promise resolves when it is written. @throws What a transform throws; nothing is written then.
   */
  replace(objects: readonly T[], version: string, list?: ListInfo): Promise<void> | void;
  /** An event that makes no sense was skipped: the target lacks a state of the source. @defaultValue nothing happens */
  skip?(): void;
  /** Delivers everything again to the handlers that want a resync. */
  resync(): void;
  /** Everything up to this version has been written. */
  bookmark(version: string): void;
  /** Resolves when there is room for more; `undefined` when there is now. A target without a limit always has room. */
  room(signal: AbortSignal): Promise<void> | undefined;
}

/** The queue between a reflector and a cache, so that neither waits for the other. */
export interface DeltaQueue<T> extends ReflectorTarget<T>, Disposable {
  /** The next changes, if there are any now. */
  tryPop(): DeltaBatch<T> | undefined;
  /** The next changes, as soon as there are any; `undefined` when the queue was closed. @throws The signal's reason. */
  pop(signal?: AbortSignal): Promise<DeltaBatch<T> | undefined>;
  /** Whether everything of the first list has been popped; if a change came before any list, at once. */
  readonly hasSynced: boolean;
  /** How many changes are queued. */
  readonly length: number;
  /** Ends the queue: what is queued can still be popped, and then {@link pop} does not wait for more. */
  close(): void;
}
