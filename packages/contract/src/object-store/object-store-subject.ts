/** An object of the clauses. Its key is `key`; it is indexed by its kind, if it has one, and by its tags. */
export interface StoredObject {
  readonly key: string;
  /** Tells apart two states of one object. */
  readonly version: number;
  readonly kind?: string;
  readonly tags: readonly string[];
  /** Which function throws when it is given this object. */
  readonly refusedBy?: "key" | "index";
}

/** An index and one of its values. */
export interface TermSubject {
  readonly index: string;
  readonly value: string;
}

/** The objects of a cache, for readers. */
export interface ObjectReaderSubject {
  readonly size: number;
  getByKey(key: string): StoredObject | undefined;
  get(object: StoredObject): StoredObject | undefined;
  has(key: string): boolean;
  list(): StoredObject[];
  keys(): string[];
  byIndex(index: string, value: string): StoredObject[];
  keysByIndex(index: string, value: string): string[];
  byIndexes(...terms: readonly TermSubject[]): StoredObject[];
  alike(index: string, object: StoredObject): StoredObject[];
  valuesOf(index: string, object: StoredObject): string[];
  indexValues(index: string): string[];
  snapshot(): ObjectReaderSubject;
}

/** The objects of a cache, for its writer. */
export interface ObjectStoreSubject extends ObjectReaderSubject {
  set(object: StoredObject): void;
  delete(key: string): boolean;
  replace(objects: Iterable<StoredObject>): void;
}

/** The values of an object in an index. */
export type IndexFunctionSubject = (object: StoredObject) => Iterable<string>;

/** The verb of a store to which indexes can be added while it holds objects. */
export interface AddIndexersVerb {
  addIndexers(indexes: Readonly<Record<string, IndexFunctionSubject>>): unknown;
}

/** The verb of a store that can be filled with objects which are decoded when they are first read. */
export interface RestoreVerb {
  restore(entries: Iterable<readonly [key: string, decode: () => StoredObject]>): void;
}
