import type { Deletion } from "../objects/object-change.ts";

/**
 * One change of one object, on its way from the source to the cache. `"added"`, `"updated"`, `"deleted"`: the source
 * said so. `"replaced"`: the object was in a list. `"sync"`: nothing changed, and the handlers want to hear of it again.
 */
export type Delta<T> =
  | {
      readonly type: "added" | "updated" | "replaced" | "sync";
      readonly key: string;
      readonly object: T;
    }
  | { readonly type: "deleted"; readonly key: string; readonly deletion: Deletion<T> };

/** A change of everything at once, in a queue that keeps the order among objects. */
export type WholeDelta<T> =
  | { readonly type: "replaced-all"; readonly objects: ReadonlyMap<string, T>; readonly version: string }
  | { readonly type: "sync-all" }
  | { readonly type: "bookmark"; readonly version: string };

/** Where a reflector writes what it hears. Of the objects of one key, what is written later is newer. */
export interface ReflectorTarget<T> {
  /** The source said that the object is new. @throws What a transform throws; nothing is written then. */
  add(object: T): void;
  /** The source said that the object changed. @throws What a transform throws; nothing is written then. */
  update(object: T): void;
  /** The source said that the object is gone; it is given in its last state. */
  delete(object: T): void;
  /** This is all there is, at this version. @throws What a transform throws; nothing is written then. */
  replace(objects: readonly T[], version: string): void;
  /** Tells those who want to hear again of everything. */
  resync(): void;
  /** Everything up to this version has been written. */
  bookmark(version: string): void;
  /** Resolves when there is room for more; `undefined` when there is now. A target without bound has always room. */
  room(signal: AbortSignal): Promise<void> | undefined;
}

/** What is handed over at once: either changes of single objects, or one change of everything. */
export type DeltaBatch<T> = {
  readonly deltas: readonly Delta<T>[] | readonly [WholeDelta<T>];
  /** Whether these are part of what was there when the queue was filled for the first time. */
  readonly isInInitialList: boolean;
};

/** What stands between a reflector and a cache, so that neither waits for the other. */
export interface DeltaQueue<T> extends ReflectorTarget<T>, Disposable {
  /** The next changes, if there are any now. */
  tryPop(): DeltaBatch<T> | undefined;
  /** The next changes, as soon as there are any; `undefined` when the queue was closed. @throws The signal's reason. */
  pop(signal?: AbortSignal): Promise<DeltaBatch<T> | undefined>;
  /** Whether everything of the first list has been popped, or, if a change came before any list, at once. */
  readonly hasSynced: boolean;
  /** How many changes wait. */
  readonly length: number;
  /** Ends the queue: what waits is still handed over, and then {@link pop} does not wait for more. */
  close(): void;
}
