/** Whatever keys can be got from. */
export interface GetsKeys<L> {
  /** The next key, as soon as there is one; `undefined` when there will be none. */
  get(signal?: AbortSignal): Promise<L | undefined>;
}

/**
 * The keys of a queue, one after another, until it is shut down and empty. Leaving the loop loses nothing: a key is
 * got only when the next turn begins. The lease is the caller's to end: `using work = lease`.
 * @throws The signal's reason, out of the loop, when it is aborted while no key is ready.
 */
export function leases<L>(
  queue: GetsKeys<L>,
  signal?: AbortSignal,
): AsyncIterableIterator<L, void, undefined> {
  return {
    next() {
      return queue.get(signal).then(asResult);
    },
    async return() {
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function asResult<L>(lease: L | undefined): IteratorResult<L, void> {
  return lease ? { done: false, value: lease } : { done: true, value: undefined };
}
