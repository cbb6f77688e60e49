/** Where a controller adds keys: what the queues in the process and the durable ones have in common. */
export interface AddsKeys<T> {
  readonly keyOf: (item: T) => string;
  /** Settles when the add is in the queue, and durable where the queue is. */
  add(item: T, options?: { readonly priority?: number }): unknown;
  /** The same, for later. */
  addAfter(
    item: T,
    delayMs: number,
    options?: { readonly priority?: number; readonly replace?: boolean },
  ): unknown;
}
