/** What the clauses save: an object, and which of its states it is. */
export interface CachedItem {
  readonly id: string;
  readonly state: string;
}

/** One change of a cache. */
export type CacheChange =
  | { readonly type: "added" | "updated"; readonly key: string; readonly object: CachedItem }
  | { readonly type: "deleted"; readonly key: string; readonly keepsIntent?: boolean }
  | { readonly type: "intent"; readonly key: string };

/** A cache that outlives its informer, as the clauses see it: `CachePersistence` of `@workset/informer` is one. */
export interface CacheSubject extends AsyncDisposable {
  /** What was there when it was opened. */
  load(): {
    readonly version: string | undefined;
    readonly objects: Iterable<readonly [key: string, object: () => CachedItem]>;
    readonly intents: Iterable<string>;
  };
  /** Saves changes and the version they lead to; without one, the version stays. */
  save(changes: readonly CacheChange[], version: string | undefined): Promise<void>;
}
