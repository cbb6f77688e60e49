import { objectOf, type Stored } from "./lazy.ts";
import type { ObjectIndex } from "./object-index.ts";

/**
 * What a store held at one moment, as far as it has changed since: the old states of the keys that changed, up to the
 * next such moment. Together with the changes after it and the store as it is, that is the store as it was.
 */
export class ChangesSince<T> {
  /** How many objects there were. */
  readonly size: number;
  /** What happened after the next moment for which the changes are kept. Without it, whatever happens comes here. */
  next: ChangesSince<T> | undefined;
  /** What the keys had that changed first after this moment; `undefined` for those that were not there. */
  readonly #states = new Map<string, Stored<T> | undefined>();
  /** Of the old states; made when they are first asked for. */
  readonly #indexes = new Map<string, ObjectIndex<T>>();

  constructor(size: number) {
    this.size = size;
  }

  /** Whether nothing has changed since. */
  get isEmpty(): boolean {
    return this.#states.size === 0;
  }

  /** The keys that have changed. */
  keys(): Iterable<string> {
    return this.#states.keys();
  }

  has(key: string): boolean {
    return this.#states.has(key);
  }

  /** The old state of a key that has changed. */
  stateOf(key: string): Stored<T> | undefined {
    return this.#states.get(key);
  }

  /** Keeps what a key had before it was written or removed; only the first time counts. */
  keep(key: string, before: Stored<T> | undefined): void {
    if (this.#states.has(key)) return;
    this.#states.set(key, before);
    if (before === undefined) return;
    for (const index of this.#indexes.values()) index.put(key, objectOf(before));
  }

  /** Forgets a key that was not there, and is not there any more: nothing tells then that it ever was. */
  forgetAbsent(key: string): void {
    if (this.#states.has(key) && this.#states.get(key) === undefined) this.#states.delete(key);
  }

  /** Takes what happened after the next moment as its own, once that is complete. */
  catchUp(): void {
    for (let next = this.next; next?.next; next = next.next) {
      for (const [key, before] of next.#states) this.keep(key, before);
      this.next = next.next;
    }
  }

  /** The old states by the values of an index; `empty` is one of that kind without objects. */
  index(name: string, empty: () => ObjectIndex<T>): ObjectIndex<T> {
    const known = this.#indexes.get(name);
    if (known) return known;
    const index = empty();
    for (const [key, before] of this.#states) if (before !== undefined) index.put(key, objectOf(before));
    this.#indexes.set(name, index);
    return index;
  }
}
