import { ChangesSince } from "./changes-since.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { objectOf, Lazy, type Stored } from "./lazy.ts";
import { hasKey, keysIn, sizeOf } from "./key-set.ts";
import { ObjectIndex } from "./object-index.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import type { IndexFunctions, IndexTerm, ObjectReader, ObjectStore } from "./object-store.ts";
import { Snapshot, type Present } from "./snapshot.ts";

/** How an {@link Indexer} is made. */
export interface IndexerOptions<T, Name extends string> {
  /**
   * The indexes, by name.
   * @defaultValue none
   */
  readonly indexes?: IndexFunctions<T, Name>;
  /**
   * Whether objects are deeply frozen when they are stored, so that changing a shared object throws where it is changed.
   * It costs a walk through each object; for development and tests.
   * @defaultValue false
   */
  readonly freeze?: boolean;
}

/**
 * The objects of a cache in memory, by key and by the values of any number of indexes: client-go's `Indexer`.
 *
 * Reading by key is one lookup. An index costs two calls of its function per write, one for the new state and one for the
 * old; a lookup in it costs what it finds. A snapshot costs nothing when it is taken and, while it is referenced, an entry
 * for each key that changes. Index functions must return the same for the same object.
 */
export class Indexer<T, Name extends string = never> implements ObjectStore<T, Name> {
  readonly #meta: Pick<ObjectMeta<T>, "keyOf">;
  readonly #freezes: boolean;
  #indexes: readonly ObjectIndex<T>[] = [];
  /** Indexes of restored objects, filled when they are first used. */
  readonly #unfilled = new Set<ObjectIndex<T>>();
  #objects = new Map<string, Stored<T>>();
  /** Whether some objects may not be decoded yet. */
  #restored = false;
  /** Referenced by the snapshots only: when the last is gone, old states are no longer kept. */
  #changes: WeakRef<ChangesSince<T>> | undefined;

  /** @throws RangeError as {@link addIndexers} does. */
  constructor(meta: Pick<ObjectMeta<T>, "keyOf">, options: IndexerOptions<T, Name> = {}) {
    this.#meta = meta;
    this.#freezes = options.freeze ?? false;
    if (options.indexes) this.addIndexers(options.indexes);
  }

  get size(): number {
    return this.#objects.size;
  }

  getByKey(key: string): T | undefined {
    const stored = this.#objects.get(key);
    return stored instanceof Lazy ? this.#decoded(key, stored) : stored;
  }

  get(object: T): T | undefined {
    return this.getByKey(this.#meta.keyOf(object));
  }

  has(key: string): boolean {
    return this.#objects.has(key);
  }

  list(): T[] {
    if (!this.#restored) return [...(this.#objects as Map<string, T>).values()];
    return this.#objectsOf(this.#objects.keys());
  }

  keys(): string[] {
    return [...this.#objects.keys()];
  }

  byIndex(index: Name, value: string): T[] {
    return this.#objectsOf(keysIn(this.#index(index).keysOf(value)));
  }

  keysByIndex(index: Name, value: string): string[] {
    return [...keysIn(this.#index(index).keysOf(value))].toSorted();
  }

  byIndexes(...terms: readonly IndexTerm<Name>[]): T[] {
    const sets = terms.map(({ index, value }) => this.#index(index).keysOf(value) ?? []);
    const [smallest = this.keys(), ...others] = sets.toSorted((a, b) => sizeOf(a) - sizeOf(b));
    const keys = [...keysIn(smallest)].filter((key) => others.every((set) => hasKey(set, key)));
    return this.#objectsOf(keys);
  }

  alike(index: Name, object: T): T[] {
    const known = this.#index(index);
    const [value, ...more] = new Set(known.valuesOf(object));
    if (value === undefined) return [];
    if (more.length === 0) return this.byIndex(index, value);
    return this.#objectsOf(new Set([value, ...more].flatMap((one) => [...keysIn(known.keysOf(one))])));
  }

  valuesOf(index: Name, object: T): string[] {
    return [...this.#known(index).valuesOf(object)];
  }

  indexValues(index: Name): string[] {
    return this.#index(index).values();
  }

  snapshot(): ObjectReader<T, Name> {
    const newest = this.#changes?.deref();
    if (newest?.isEmpty) return new Snapshot(this.#present, newest);
    const changes = new ChangesSince<T>(this.size);
    if (newest) newest.next = changes;
    this.#changes = new WeakRef(changes);
    return new Snapshot(this.#present, changes);
  }

  set(object: T): void {
    const key = this.#meta.keyOf(object);
    const stored = this.#objects.get(key);
    this.#move(key, stored, object);
    this.#objects.set(key, object);
  }

  /** Removes the object of this key; whether there was one. @throws What an index function throws; nothing changes then. */
  delete(key: string): boolean {
    const stored = this.#objects.get(key);
    if (stored === undefined) return false;
    this.#move(key, stored, undefined);
    this.#objects.delete(key);
    this.#changes?.deref()?.forgetAbsent(key);
    return true;
  }

  replace(objects: Iterable<T>): void {
    const steps = this.replacing(objects, Infinity);
    while (!steps.next().done);
  }

  /**
   * {@link replace} in steps of this number of objects, so that the caller can let other work run between them. Readers see the
   * old objects until the last step, which replaces all of them at once. Nothing else may write meanwhile.
   * @throws What a key or index function throws; nothing changes then.
   */
  *replacing(objects: Iterable<T>, objectsPerStep: number): Generator<void, void> {
    const stored = new Map<string, T>();
    let count = 0;
    for (const object of objects) {
      stored.set(this.#meta.keyOf(object), object);
      if (++count % objectsPerStep === 0) yield;
    }
    const indexes = new Map<ObjectIndex<T>, ObjectIndex<T>>();
    // An index that is added between two steps is filled too.
    for (let index = this.#unreplaced(indexes); index; index = this.#unreplaced(indexes)) {
      const complete = index.emptied();
      indexes.set(index, complete);
      for (const [key, object] of stored) {
        complete.put(key, object);
        if (++count % objectsPerStep === 0) yield;
      }
    }
    if (this.#freezes) for (const object of stored.values()) deepFreeze(object);
    this.#keepAll(stored);
    this.#objects = stored;
    this.#restored = false;
    this.#unfilled.clear();
    this.#indexes = this.#indexes.map((index) => indexes.get(index)!);
  }

  #unreplaced(indexes: ReadonlyMap<ObjectIndex<T>, unknown>): ObjectIndex<T> | undefined {
    return this.#indexes.find((index) => !indexes.has(index));
  }

  /**
   * Replaces all objects; of several with one key the last stays. Each object is decoded when it is first read, and an
   * index is filled, which reads every object, when it is first used. What the decoding of an object throws, or an index
   * function that refuses it, is thrown by whatever reads the object or uses the index.
   */
  restore(entries: Iterable<readonly [key: string, decode: () => T]>): void {
    const stored = new Map<string, Stored<T>>();
    for (const [key, decode] of entries) {
      stored.set(key, new Lazy(this.#freezes ? frozen(decode) : decode));
    }
    this.#keepAll(stored);
    this.#objects = stored;
    this.#restored = true;
    this.#unfilled.clear();
    this.#indexes = this.#indexes.map((index) => index.emptied());
    for (const index of this.#indexes) this.#unfilled.add(index);
  }

  /**
   * Adds indexes over the stored objects; this store then has their names, too. In a restored store they are filled when
   * they are first used.
   * @throws RangeError when there is an index of one of these names, or what an index function throws: none is added then.
   */
  addIndexers<More extends string>(indexes: IndexFunctions<T, More>): Indexer<T, Name | More> {
    const added = Object.entries<IndexFunctions<T>[string]>(indexes).map(([name, indexFunction]) => {
      if (this.#find(name)) throw new RangeError(`there is an index ${JSON.stringify(name)} already`);
      return new ObjectIndex(name, indexFunction);
    });
    const ready = this.#restored ? added : added.map((index) => filled(index, this.#objects));
    this.#indexes = [...this.#indexes, ...ready];
    if (this.#restored) for (const index of ready) this.#unfilled.add(index);
    return this;
  }

  /** The names of the indexes. */
  indexNames(): Name[] {
    return this.#indexes.map(({ name }) => name as Name);
  }

  get #present(): Present<T> {
    return {
      keyOf: (object) => this.#meta.keyOf(object),
      stored: (key) => this.#objects.get(key),
      keys: () => this.#objects.keys(),
      index: (name) => this.#index(name),
    };
  }

  #find(name: string): ObjectIndex<T> | undefined {
    return this.#indexes.find((index) => index.name === name);
  }

  #known(name: string): ObjectIndex<T> {
    const index = this.#find(name);
    if (index) return index;
    const names = this.indexNames().join(", ") || "none";
    throw new RangeError(`there is no index ${JSON.stringify(name)}; there are: ${names}`);
  }

  #index(name: string): ObjectIndex<T> {
    const index = this.#known(name);
    if (!this.#unfilled.has(index)) return index;
    const complete = filled(index, this.#objects);
    this.#indexes = this.#indexes.with(this.#indexes.indexOf(index), complete);
    this.#unfilled.delete(index);
    return complete;
  }

  #decoded(key: string, stored: Lazy<T>): T {
    const object = stored.object();
    this.#objects.set(key, object);
    return object;
  }

  #objectsOf(keys: Iterable<string>): T[] {
    const objects: T[] = [];
    for (const key of keys) objects.push(this.getByKey(key)!);
    return objects;
  }

  /**
   * Moves a key in all indexes, from the n-th on: from the values of the stored object to those of the new one, if any.
   * Every index function is called before the first index changes, because an index moves the key after those behind it
   * have: nothing has changed when one throws. An unfilled index moves nothing.
   */
  #move(key: string, stored: Stored<T> | undefined, object: T | undefined, n = 0): void {
    const index = this.#indexes[n];
    if (!index) {
      if (this.#freezes) deepFreeze(object);
      return this.#keep(key, stored);
    }
    const after = object === undefined ? none : index.valuesOf(object);
    const moves = this.#unfilled.size === 0 || !this.#unfilled.has(index);
    const before = stored === undefined || !moves ? none : index.valuesOf(objectOf(stored));
    this.#move(key, stored, object, n + 1);
    if (moves) index.move(key, before, after);
  }

  #keep(key: string, before: Stored<T> | undefined): void {
    if (!this.#changes) return;
    const changes = this.#changes.deref();
    if (changes) changes.keep(key, before);
    else this.#changes = undefined;
  }

  #keepAll(next: ReadonlyMap<string, Stored<T>>): void {
    if (!this.#changes) return;
    for (const [key, before] of this.#objects) {
      this.#keep(key, before);
      if (!next.has(key)) this.#changes?.deref()?.forgetAbsent(key);
    }
    for (const key of next.keys()) if (!this.#objects.has(key)) this.#keep(key, undefined);
  }
}

/** The values of an absent object. */
const none: readonly string[] = [];

/** An index with the same function over these objects. @throws What the function throws. */
function filled<T>(index: ObjectIndex<T>, objects: ReadonlyMap<string, Stored<T>>): ObjectIndex<T> {
  const complete = index.emptied();
  for (const [key, stored] of objects) complete.put(key, objectOf(stored));
  return complete;
}

function frozen<T>(decode: () => T): () => T {
  return () => {
    const object = decode();
    deepFreeze(object);
    return object;
  };
}
