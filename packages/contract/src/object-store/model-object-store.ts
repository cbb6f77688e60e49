import { storedObjectIndexes, storedObjectKey, type OpenedObjectStore } from "./object-store-harness.ts";
import type {
  IndexFunctionSubject,
  ObjectReaderSubject,
  StoredObject,
  TermSubject,
} from "./object-store-subject.ts";

/** An object in a model, which may be decoded when it is first read. */
export interface ModelHeld {
  readonly key: string;
  readonly object: () => StoredObject;
}

/**
 * The smallest store that keeps every clause: one array, searched from the front. It has no state that could be out of
 * date: a lookup in an index calls its function for every object.
 */
export class ModelObjectStore implements OpenedObjectStore {
  readonly held: ModelHeld[] = [];
  readonly indexes: Map<string, IndexFunctionSubject> = new Map<string, IndexFunctionSubject>(
    Object.entries(storedObjectIndexes),
  );

  get size(): number {
    return this.keys().length;
  }

  getByKey(key: string): StoredObject | undefined {
    return this.held.find((one) => one.key === key)?.object();
  }

  get(object: StoredObject): StoredObject | undefined {
    return this.getByKey(storedObjectKey(object));
  }

  has(key: string): boolean {
    return this.keys().includes(key);
  }

  list(): StoredObject[] {
    return this.held.map((one) => one.object());
  }

  keys(): string[] {
    return this.held.map(({ key }) => key);
  }

  byIndex(index: string, value: string): StoredObject[] {
    return this.keysByIndex(index, value).map((key) => this.getByKey(key)!);
  }

  keysByIndex(index: string, value: string): string[] {
    const found = this.list().filter((object) => this.valuesOf(index, object).includes(value));
    this.valuesOf(index, { key: "", version: 0, tags: [] }); // Refuses an unknown index of an empty store, too.
    return found.map(({ key }) => key).toSorted();
  }

  byIndexes(...terms: readonly TermSubject[]): StoredObject[] {
    const sets = terms.map(({ index, value }) => this.keysByIndex(index, value));
    return this.list().filter(({ key }) => sets.every((keys) => keys.includes(key)));
  }

  alike(index: string, object: StoredObject): StoredObject[] {
    const values = this.valuesOf(index, object);
    return this.list().filter((other) => this.valuesOf(index, other).some((value) => values.includes(value)));
  }

  valuesOf(index: string, object: StoredObject): string[] {
    const values = this.indexes.get(index);
    if (!values) throw new RangeError(`there is no index "${index}"`);
    return [...values(object)];
  }

  indexValues(index: string): string[] {
    this.keysByIndex(index, "");
    return [...new Set(this.list().flatMap((object) => this.valuesOf(index, object)))];
  }

  snapshot(): ObjectReaderSubject {
    const copy = new ModelObjectStore();
    copy.hold(this.held);
    for (const [name, values] of this.indexes) copy.indexes.set(name, values);
    return copy;
  }

  set(object: StoredObject): void {
    const key = storedObjectKey(object);
    this.tryIndexes(object, this.indexes.values());
    const at = this.keys().indexOf(key);
    this.held.splice(at === -1 ? this.held.length : at, 1, { key, object: () => object });
  }

  delete(key: string): boolean {
    const at = this.keys().indexOf(key);
    if (at !== -1) this.held.splice(at, 1);
    return at !== -1;
  }

  replace(objects: Iterable<StoredObject>): void {
    const newest = new Map<string, ModelHeld>();
    for (const object of objects) {
      const key = storedObjectKey(object);
      newest.set(key, { key, object: () => object });
    }
    for (const { object } of newest.values()) this.tryIndexes(object(), this.indexes.values());
    this.hold(newest.values());
  }

  addIndexers(indexes: Readonly<Record<string, IndexFunctionSubject>>): void {
    for (const name of Object.keys(indexes)) {
      if (this.indexes.has(name)) throw new RangeError(`there is an index "${name}" already`);
    }
    for (const object of this.list()) this.tryIndexes(object, Object.values(indexes));
    for (const [name, values] of Object.entries(indexes)) this.indexes.set(name, values);
  }

  restore(entries: Iterable<readonly [key: string, decode: () => StoredObject]>): void {
    this.hold(Array.from(new Map(entries), ([key, decode]) => this.lazy(key, decode)));
  }

  /** An object that is decoded once, when it is first read. */
  lazy(key: string, decode: () => StoredObject): ModelHeld {
    let object: StoredObject | undefined;
    return { key, object: () => (object ??= decode()) };
  }

  /** @throws What one of the index functions throws. */
  tryIndexes(object: StoredObject, functions: Iterable<IndexFunctionSubject>): void {
    for (const values of functions) values(object);
  }

  /** Puts these in place of all there are. */
  hold(held: Iterable<ModelHeld>): void {
    this.held.splice(0, Infinity, ...held);
  }
}
