/** The values of an object in an index: none, one or many. It may be called at any time. */
export type IndexFunction<T> = (object: T) => Iterable<string>;

/** Index functions by name. */
export type IndexFunctions<T, Name extends string = string> = Readonly<Record<Name, IndexFunction<T>>>;

/** An index and one of its values. */
export interface IndexTerm<Name extends string = string> {
  readonly index: Name;
  readonly value: string;
}

/**
 * The objects of a cache, for readers. Every answer comes from memory, at once. Objects are shared by all readers and must
 * not be changed; a returned list belongs to the caller.
 */
export interface ObjectReader<T, Name extends string = never> {
  /** How many objects are stored. */
  readonly size: number;
  /** The object of this key. */
  getByKey(key: string): T | undefined;
  /** The object with the key of this one. */
  get(object: T): T | undefined;
  /** Whether there is an object of this key. */
  has(key: string): boolean;
  /** All objects. */
  list(): T[];
  /** All keys. */
  keys(): string[];
  /** The objects that have this value in this index. @throws RangeError when there is no such index. */
  byIndex(index: Name, value: string): T[];
  /** The keys of those objects, sorted as text. @throws RangeError when there is no such index. */
  keysByIndex(index: Name, value: string): string[];
  /** The objects that have all of these values: the smallest set is searched for those in the others. */
  byIndexes(...terms: readonly IndexTerm<Name>[]): T[];
  /** The objects that share at least one value of this index with this object. @throws RangeError when there is no such index. */
  alike(index: Name, object: T): T[];
  /** The values of an object in this index, whether it is stored or not. @throws RangeError when there is no such index. */
  valuesOf(index: Name, object: T): string[];
  /** All values in an index now. @throws RangeError when there is no such index. */
  indexValues(index: Name): string[];
  /** The objects as they are now: a view that later changes do not affect. */
  snapshot(): ObjectReader<T, Name>;
}

/** The objects of a cache, for its writer. */
export interface ObjectStore<T, Name extends string = never> extends ObjectReader<T, Name> {
  /** Stores the object in place of the one with its key. @throws What a key or index function throws; nothing changes then. */
  set(object: T): void;
  /** Removes the object of this key; whether there was one. */
  delete(key: string): boolean;
  /** Replaces all objects; of several with one key the last stays. @throws What a key or index function throws; nothing changes then. */
  replace(objects: Iterable<T>): void;
}
