import type { Entry } from "./entries.ts";

/**
 * A key that is processed. It is handed to no other caller until the lease is done or disposed.
 *
 * Disposing is {@link done}, also when the work has thrown: the key is not tried again, as with `defer queue.Done(key)`
 * in client-go. Work that may fail adds the key again before its lease ends, or is left to the queue's `process`.
 */
export interface Lease<T> extends Disposable {
  /** What was added, as it was when the key was got. */
  readonly item: T;
  /** The string that identifies the item. */
  readonly key: string;
  /** The priority with which the key was got. */
  readonly priority: number;
  /** Ends the work. A lease that has ended changes nothing any more, also when the key has a newer lease. */
  done(): void;
  /** The same as {@link done}. */
  [Symbol.dispose](): void;
}

/** The lease that a work queue hands out. The queue honours it only while the entry still names it. */
export class HeldLease<T> implements Lease<T> {
  readonly item: T;
  readonly key: string;
  readonly priority: number;
  readonly entry: Entry<T>;
  /** When it was handed out; 0 when nothing measures. */
  readonly takenAt: number;
  readonly #release: (lease: HeldLease<T>) => void;

  constructor(entry: Entry<T>, takenAt: number, release: (lease: HeldLease<T>) => void) {
    this.item = entry.item;
    this.key = entry.key;
    this.priority = entry.priority;
    this.entry = entry;
    this.takenAt = takenAt;
    this.#release = release;
  }

  done(): void {
    this.#release(this);
  }

  [Symbol.dispose](): void {
    this.#release(this);
  }
}

/** A queue that hands out leases one by one. */
export interface GetsKeys<L> {
  /** The next key, as soon as there is one; `undefined` when there will be none. */
  get(signal?: AbortSignal): Promise<L | undefined>;
}

/**
 * The leases of a queue, one after another, until it is shut down and empty. Leaving the loop loses nothing: a key is
 * got only when the next turn begins. The caller ends each lease.
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
