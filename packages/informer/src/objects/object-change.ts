/**
 * What is known of a deleted object. client-go passes either the object or a `DeletedFinalStateUnknown`; here both have
 * one shape, so that no handler can forget the second.
 */
export interface Deletion<T> {
  /** The key of the object; always known. */
  readonly key: string;
  /** The last state that was seen, if any was. */
  readonly last: T | undefined;
  /**
   * Whether {@link last} may be older than the state in which the object was deleted: the delete event was missed, and a
   * list showed that the object is gone. Such a deletion is called a tombstone.
   */
  readonly finalStateUnknown: boolean;
}

/** A change of one object in a cache, as handlers, saved caches and predicates see it. */
export type ObjectChange<T> =
  | {
      readonly type: "added";
      readonly key: string;
      readonly object: T;
      /** Whether the object was there when the handler was added, or when the informer started. */
      readonly isInInitialList: boolean;
    }
  | {
      readonly type: "updated";
      readonly key: string;
      readonly before: T;
      readonly object: T;
      /** `"unchanged"`: the source sent a state that was known. `"resync"`: the cache is delivered again. */
      readonly cause: "changed" | "unchanged" | "resync";
    }
  | ({ readonly type: "deleted" } & Deletion<T>);
