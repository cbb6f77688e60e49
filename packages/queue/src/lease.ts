/** A key in hand. It is given to nobody else until the lease is done or disposed. */
export interface Lease<T> extends Disposable {
  /** What was added, as it was when the key was got. */
  readonly item: T;
  /** The text the item is known by. */
  readonly key: string;
  /** The priority with which the key was got. */
  readonly priority: number;
  /** Says that the work is done. A lease that has ended changes nothing any more, whoever holds the key by then. */
  done(): void;
  /** The same as {@link done}. */
  [Symbol.dispose](): void;
}
