/** One change of a cache that is to outlive the process. */
export type SavedChange<T> =
  | { readonly type: "set"; readonly key: string; readonly object: T }
  | {
      readonly type: "delete";
      readonly key: string;
      /** Whether handlers hear of the key again after this: then it stays announced. @defaultValue false */
      readonly announces?: boolean;
    }
  /** Handlers are about to hear of this key for the first time; its object is set when they have settled that. */
  | { readonly type: "announce"; readonly key: string };

/** What was found on opening. */
export interface SavedCache<T> {
  /**
   * The version from which a watch goes on: the objects are those of this version exactly. `undefined` when there is
   * none, because nothing was saved yet or a large save was cut short: the source is to be listed then.
   */
  readonly version: string | undefined;
  /** The objects that were saved, by key. One may be decoded when it is first asked for, and is the same ever after. */
  readonly objects: Iterable<readonly [key: string, object: () => T]>;
  /** The keys that were announced, and since then neither set nor deleted: handlers may have heard of them. */
  readonly announced: Iterable<string>;
}

/**
 * Where a cache lives between two lives of the process. It is told of a change only when every handler has settled it, so
 * what it holds is never ahead of what the handlers have done; and of a new key before any handler is, so that it knows
 * of everything that a handler may have acted on.
 */
export interface CachePersistence<T> extends AsyncDisposable {
  /** What was saved when this was opened. Called once, before any {@link save}. */
  load(): SavedCache<T>;
  /**
   * Saves these changes, in order, and the version they lead to; without one, the version stays as it is. Resolves when a crash can not undo it. A crash before
   * that leaves what was there, or all of it; or some of the changes, and no version if objects are among them. When it rejects, the same holds,
   * and the changes are given again. The next call comes only after this one has settled; one that
   * never does holds up the handlers of new keys, and the end of the informer.
   */
  save(changes: readonly SavedChange<T>[], version: string | undefined): Promise<void>;
}
