import type { Entry } from "./entry.ts";

/** So many keys have gone, at least, before it is worth moving. */
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
