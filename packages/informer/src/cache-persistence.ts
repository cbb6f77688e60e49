/** One change of a cache that is to outlive the process. */
export type SavedChange<T> =
  | { readonly type: "set"; readonly key: string; readonly object: T }
  | { readonly type: "delete"; readonly key: string }
  /** These are all there are: whatever else was saved is gone. */
  | { readonly type: "replace"; readonly objects: ReadonlyMap<string, T> };

/** What was found on opening. */
export interface SavedCache<T> {
  /** The version from which a watch goes on; `undefined` when nothing was saved yet. */
  readonly version: string | undefined;
  /** The objects that were saved, by key. An object may be decoded when it is first asked for. */
  readonly objects: Iterable<readonly [key: string, object: () => T]>;
}

/**
 * Where a cache lives between two lives of the process. It is told of a change only when every handler has settled it, so
 * what it holds is never ahead of what the handlers have done.
 */
export interface CachePersistence<T> extends AsyncDisposable {
  /** What was saved. Called once, before any {@link save}. */
  load(): SavedCache<T>;
  /**
   * Saves these changes, in order, and the version they lead to: all or none. Resolves when a crash can not undo it. The
   * next call comes only after this one has settled.
   */
  save(changes: readonly SavedChange<T>[], version: string): Promise<void>;
}
