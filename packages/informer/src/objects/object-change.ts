/**
 * What is known of an object that is gone. client-go hands over either the object or a `DeletedFinalStateUnknown`; here
 * both are one shape, so that no handler can forget the second.
 */
export interface Deletion<T> {
  /** The key of the object; always known. */
  readonly key: string;
  /** The last state that was seen of it, when any was. */
  readonly last: T | undefined;
  /**
   * Whether {@link last} may be older than the state in which the object was deleted: the delete itself was missed, and
   * the object was found to be gone. Such a deletion is called a tombstone.
   */
  readonly finalStateUnknown: boolean;
}
