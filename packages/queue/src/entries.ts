import type { HeldLease } from "./lease.ts";

/**
 * All that a queue knows of one key. A key has an entry while it needs work or is processed: dirty and not leased is
 * ready, leased and not dirty is processing, both is processing and due to run again.
 */
export interface Entry<T> {
  readonly key: string;
  /** The item of the next run; while the key is processed and not dirty, that of the present one. */
  item: T;
  /** The priority of the next run. */
  priority: number;
  /** When the next run was first asked for; 0 when nothing measures. */
  addedAt: number;
  /** Needs work. */
  dirty: boolean;
  /** The lease under which the key is processed. */
  lease: HeldLease<T> | undefined;
  /** Neighbours among the ready keys. */
  before: Entry<T> | undefined;
  after: Entry<T> | undefined;
}

/** The least number of keys that must have gone before it is worth moving. */
const fewestGone = 1000;

/**
 * The entries of a queue, by key.
 *
 * Where keys come and go, a `Map` outgrows one table after another, and V8 links each table to the next. As soon as one
 * of them is old, all that follow stay, with the entries they held, until the next full garbage collection. So this
 * moves to a new map whenever many more keys have gone than are left, which costs next to nothing and cuts that chain.
 */
export class Entries<T> {
  #byKey = new Map<string, Entry<T>>();
  #gone = 0;

  get(key: string): Entry<T> | undefined {
    return this.#byKey.get(key);
  }

  add(entry: Entry<T>): void {
    this.#byKey.set(entry.key, entry);
  }

  delete(entry: Entry<T>): void {
    this.#byKey.delete(entry.key);
    if (++this.#gone < fewestGone || this.#gone < 8 * this.#byKey.size) return;
    this.#byKey = new Map(this.#byKey);
    this.#gone = 0;
  }

  [Symbol.iterator](): Iterator<Entry<T>> {
    return this.#byKey.values();
  }
}
