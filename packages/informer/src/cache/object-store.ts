/** The values under which an object is found in an index: none, one or many. It may be called again at any time. */
export type IndexFunction<T> = (object: T) => Iterable<string>;

/** Index functions by name. */
export type IndexFunctions<T, Name extends string = string> = Readonly<Record<Name, IndexFunction<T>>>;

/** An index and one of its values. */
export interface IndexTerm<Name extends string = string> {
  readonly index: Name;
  readonly value: string;
}

/**
 * The objects of a cache, as readers see them. All answers are given at once, from memory. Objects are shared by all who
 * read them and must not be changed; a list is the reader's own.
 */
export interface ObjectReader<T, Name extends string = never> {
  /** How many objects there are. */
  readonly size: number;
  /** The object of this key. */
  getByKey(key: string): T | undefined;
  /** The object that has the key of this one. */
  get(object: T): T | undefined;
  /** Whether there is an object of this key. */
  has(key: string): boolean;
  /** All objects. */
  list(): T[];
  /** All keys. */
  keys(): string[];
  /** The objects that have this value in this index. @throws RangeError when there is no such index. */
  byIndex(index: Name, value: string): T[];
  /** Their keys, in order of their text. @throws RangeError when there is no such index. */
  keysByIndex(index: Name, value: string): string[];
  /** The objects that have all of these values: the smallest set is walked, the others are asked. */
  byIndexes(...terms: readonly IndexTerm<Name>[]): T[];
  /** The objects that share at least one value of this index with this object. @throws RangeError when there is no such index. */
  alike(index: Name, object: T): T[];
  /** The values that an object has in this index, whether it is held or not. @throws RangeError when there is no such index. */
  valuesOf(index: Name, object: T): string[];
  /** All values that an index holds now. @throws RangeError when there is no such index. */
  indexValues(index: Name): string[];
  /** The objects as they are at this moment: a view that later changes leave alone. */
  snapshot(): ObjectReader<T, Name>;
}

/** The objects of a cache, for the one who writes them. */
export interface ObjectStore<T, Name extends string = never> extends ObjectReader<T, Name> {
  /** Puts the object in the place of the one that has its key. @throws What a key or index function throws; nothing changes then. */
  set(object: T): void;
  /** Removes the object of this key; whether there was one. */
  delete(key: string): boolean;
  /** Puts these in the place of all there are; of several with one key the last stays. @throws What a key or index function throws; nothing changes then. */
  replace(objects: Iterable<T>): void;
}
