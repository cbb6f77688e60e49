import type { ChangesSince } from "./changes-since.ts";
import { objectOf, type Stored } from "./lazy.ts";
import { keysIn } from "./key-set.ts";
import type { ObjectIndex } from "./object-index.ts";
import type { IndexTerm, ObjectReader } from "./object-store.ts";

/** A store as it is now, as its snapshots read it. */
export interface Present<T> {
  keyOf(object: T): string;
  stored(key: string): Stored<T> | undefined;
  keys(): Iterable<string>;
  /** @throws RangeError when there is no such index. */
  index(name: string): ObjectIndex<T>;
}

/** A store as it was at one moment: as it is now, except for what has changed since. */
export class Snapshot<T, Name extends string> implements ObjectReader<T, Name> {
  readonly #present: Present<T>;
  readonly #changes: ChangesSince<T>;

  constructor(present: Present<T>, changes: ChangesSince<T>) {
    this.#present = present;
    this.#changes = changes;
  }

  get size(): number {
    return this.#changes.size;
  }

  getByKey(key: string): T | undefined {
    const stored = this.#stored(key);
    return stored === undefined ? undefined : objectOf(stored);
  }

  get(object: T): T | undefined {
    return this.getByKey(this.#present.keyOf(object));
  }

  has(key: string): boolean {
    return this.#stored(key) !== undefined;
  }

  list(): T[] {
    return this.#objects(this.keys());
  }

  keys(): string[] {
    const keys = new Set(this.#present.keys());
    for (const changes of this.#since()) for (const key of changes.keys()) keys.add(key);
    return [...keys].filter((key) => this.has(key));
  }

  byIndex(index: Name, value: string): T[] {
    return this.#objects(this.#keysOf(index, value));
  }

  keysByIndex(index: Name, value: string): string[] {
    return this.#keysOf(index, value).toSorted();
  }

  byIndexes(...terms: readonly IndexTerm<Name>[]): T[] {
    const sets = terms.map(({ index, value }) => new Set(this.#keysOf(index, value)));
    const [smallest = new Set(this.keys()), ...others] = sets.toSorted((a, b) => a.size - b.size);
    return this.#objects([...smallest].filter((key) => others.every((keys) => keys.has(key))));
  }

  alike(index: Name, object: T): T[] {
    const keys = this.valuesOf(index, object).flatMap((value) => this.#keysOf(index, value));
    return this.#objects(new Set(keys));
  }

  valuesOf(index: Name, object: T): string[] {
    return [...this.#present.index(index).valuesOf(object)];
  }

  indexValues(index: Name): string[] {
    const values = new Set<string>();
    for (const known of this.#indexes(index)) for (const value of known.values()) values.add(value);
    return [...values].filter((value) => this.#keysOf(index, value).length > 0);
  }

  snapshot(): ObjectReader<T, Name> {
    return this;
  }

  /** The changes since this snapshot, and since the newest one: the first that has a key counts. */
  #since(): readonly ChangesSince<T>[] {
    this.#changes.catchUp();
    const { next } = this.#changes;
    return next ? [this.#changes, next] : [this.#changes];
  }

  #stored(key: string): Stored<T> | undefined {
    const changed = this.#since().find((changes) => changes.has(key));
    return changed ? changed.stateOf(key) : this.#present.stored(key);
  }

  #objects(keys: Iterable<string>): T[] {
    return Array.from(keys, (key) => this.getByKey(key)!);
  }

  /** The indexes of the old states, in order, and then that of the store. */
  #indexes(name: string): readonly ObjectIndex<T>[] {
    const present = this.#present.index(name);
    return [...this.#since().map((changes) => changes.index(name, () => present.emptied())), present];
  }

  #keysOf(name: string, value: string): string[] {
    const since = this.#since();
    return this.#indexes(name).flatMap((index, which) => {
      const newer = since.slice(0, which);
      return [...keysIn(index.keysOf(value))].filter((key) => newer.every((changes) => !changes.has(key)));
    });
  }
}
