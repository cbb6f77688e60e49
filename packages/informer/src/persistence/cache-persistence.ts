/** One change of a cache that is saved. */
export type SavedChange<T> =
  /** The object replaces what is saved of its key. Of merged changes only the last is saved: `"updated"` may be the first. */
  | { readonly type: "added" | "updated"; readonly key: string; readonly object: T }
  | {
      readonly type: "deleted";
      readonly key: string;
      /** Whether the key is delivered to handlers again after this: its intent stays. @defaultValue false */
      readonly keepsIntent?: boolean;
    }
  /** The key is about to be delivered to handlers for the first time; its object is saved when they have settled it. */
  | { readonly type: "intent"; readonly key: string };

/** What a persistence had saved when it was opened. */
export interface SavedCache<T> {
  /**
   * The version from which a watch goes on: the objects are exactly those of this version. `undefined` when nothing was
   * saved yet, or a large save was cut short: the source must be listed then.
   */
  readonly version: string | undefined;
  /** The saved objects, by key. Each may be decoded when it is first read, and is the same every time. */
  readonly objects: Iterable<readonly [key: string, object: () => T]>;
  /** The keys with an intent, and no change since: handlers may have received them. */
  readonly intents: Iterable<string>;
}

/**
 * Keeps a cache from one process to the next. A change is saved only once every handler has settled it, so a saved cache is
 * never ahead of the handlers; the intent to deliver a new key is saved before any handler receives it, so a saved cache
 * knows every key that a handler may have acted on.
 */
export interface CachePersistence<T> extends AsyncDisposable {
  /** What was saved when this was opened. Called once, before any {@link save}. */
  load(): SavedCache<T>;
  /**
   * Saves these changes, in order, and the version they lead to; without one, the saved version stays. Resolves when a crash
   * cannot undo it. A crash before that leaves what was saved before, or all of it; or some of the changes, and no version
   * if there are objects among them. The same holds when it rejects, and the changes are passed again. The next call comes
   * only after this one has settled: one that never settles delays new keys for all handlers, and the end of the informer.
   */
  save(changes: readonly SavedChange<T>[], version: string | undefined): Promise<void>;
}
