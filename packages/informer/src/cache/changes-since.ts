import { objectOf, type Stored } from "./lazy.ts";
import type { ObjectIndex } from "./object-index.ts";

/**
 * What has changed in a store since a snapshot: the old states of the keys that changed, up to the next snapshot. The
 * snapshot is the store as it is now, with the old states of this and of all later ones put back.
 */
export class ChangesSince<T> {
  /** How many objects the store held then. */
  readonly size: number;
  /** The changes since the next snapshot. Without it, new changes are kept here. */
  next: ChangesSince<T> | undefined;
  /** The old states of the keys that changed; `undefined` for those that had none. */
  readonly #states = new Map<string, Stored<T> | undefined>();
  /** Indexes of the old states; made when they are first needed. */
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

  /** Keeps the state of a key before it was written or removed; later calls for the key change nothing. */
  keep(key: string, before: Stored<T> | undefined): void {
    if (this.#states.has(key)) return;
    this.#states.set(key, before);
    if (before === undefined) return;
    for (const index of this.#indexes.values()) index.put(key, objectOf(before));
  }

  /** Forgets a key that did not exist then and does not exist now. */
  forgetAbsent(key: string): void {
    if (this.#states.has(key) && this.#states.get(key) === undefined) this.#states.delete(key);
  }

  /** Takes over the changes since the next snapshot, once those are complete. */
  catchUp(): void {
    for (let next = this.next; next?.next; next = next.next) {
      for (const [key, before] of next.#states) this.keep(key, before);
      this.next = next.next;
    }
  }

  /** An index of the old states; `empty` makes one without objects. */
  index(name: string, empty: () => ObjectIndex<T>): ObjectIndex<T> {
    const known = this.#indexes.get(name);
    if (known) return known;
    const index = empty();
    for (const [key, before] of this.#states) if (before !== undefined) index.put(key, objectOf(before));
    this.#indexes.set(name, index);
    return index;
  }
}
