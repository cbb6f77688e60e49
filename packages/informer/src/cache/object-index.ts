import { withKey, withoutKey, type KeySet } from "./key-set.ts";
import type { IndexFunction } from "./object-store.ts";

/** One index: the keys of the objects by each of their values. A value without keys is not kept. */
export class ObjectIndex<T> {
  readonly name: string;
  readonly #indexFunction: IndexFunction<T>;
  readonly #keys = new Map<string, KeySet>();

  constructor(name: string, indexFunction: IndexFunction<T>) {
    this.name = name;
    this.#indexFunction = indexFunction;
  }

  /** An index with the same function and no objects. */
  emptied(): ObjectIndex<T> {
    return new ObjectIndex(this.name, this.#indexFunction);
  }

  /** The values of an object. @throws What the index function throws; TypeError when it returns one string. */
  valuesOf(object: T): readonly string[] {
    const indexFunction = this.#indexFunction;
    const values = indexFunction(object);
    if (Array.isArray(values)) return values as string[];
    if (typeof values !== "string") return [...values];
    throw new TypeError(
      `the index function "${this.name}" must return a list of values, but it returned the string ${JSON.stringify(values)}`,
    );
  }

  /** The keys of the objects that have this value. */
  keysOf(value: string): KeySet | undefined {
    return this.#keys.get(value);
  }

  /** All values. */
  values(): string[] {
    return [...this.#keys.keys()];
  }

  /** Moves a key from its values before to those after. */
  move(key: string, before: readonly string[], after: readonly string[]): void {
    if (before.length === 1 && after.length === 1 && before[0] === after[0]) return;
    for (const value of before) if (!after.includes(value)) this.#remove(key, value);
    for (const value of after) if (!before.includes(value)) this.#add(key, value);
  }

  /** Adds a key with the values of its object. @throws What the index function throws. */
  put(key: string, object: T): void {
    for (const value of this.valuesOf(object)) this.#add(key, value);
  }

  #add(key: string, value: string): void {
    const known = this.#keys.get(value);
    const keys = withKey(known, key);
    if (keys !== known) this.#keys.set(value, keys);
  }

  #remove(key: string, value: string): void {
    const known = this.#keys.get(value);
    if (known === undefined) return;
    const keys = withoutKey(known, key);
    if (keys === undefined) this.#keys.delete(value);
    else if (keys !== known) this.#keys.set(value, keys);
  }
}
