import { checkedDelay, systemClock, type Clock } from "@workset/clock";
import type { ObjectMeta } from "../objects/object-meta.ts";
import type { IndexTerm, ObjectReader, ObjectStore } from "../cache/object-store.ts";

/** How an {@link ExpirationCache} is made. */
export interface ExpirationCacheOptions {
  /** How long an object stays after it was last set, in milliseconds; `Infinity`, zero or less: without end. */
  readonly ttlMs: number;
  /** @defaultValue the system clock */
  readonly clock?: Clock;
}

/**
 * A store whose objects expire: client-go's `ExpirationCache`, over any store of objects, which must not be written
 * otherwise. An expired object is gone for every method and in every index. No timer runs: each method first removes what
 * has expired. Snapshots do not expire.
 */
export class ExpirationCache<T, Name extends string = never> implements ObjectStore<T, Name> {
  readonly #store: ObjectStore<T, Name>;
  readonly #meta: Pick<ObjectMeta<T>, "keyOf">;
  readonly #ttlMs: number;
  readonly #clock: Clock;
  /** When each object was set, the oldest first. */
  readonly #setAt = new Map<string, number>();

  /** @throws RangeError when `ttlMs` is not a number. */
  constructor(
    store: ObjectStore<T, Name>,
    meta: Pick<ObjectMeta<T>, "keyOf">,
    { ttlMs, clock = systemClock }: ExpirationCacheOptions,
  ) {
    this.#store = store;
    this.#meta = meta;
    this.#ttlMs = checkedDelay("ttlMs", ttlMs) > 0 ? ttlMs : Infinity;
    this.#clock = clock;
    for (const key of store.keys()) this.#setAt.set(key, clock.now());
  }

  get size(): number {
    return this.#fresh().size;
  }

  getByKey(key: string): T | undefined {
    return this.#fresh().getByKey(key);
  }

  get(object: T): T | undefined {
    return this.#fresh().get(object);
  }

  has(key: string): boolean {
    return this.#fresh().has(key);
  }

  list(): T[] {
    return this.#fresh().list();
  }

  keys(): string[] {
    return this.#fresh().keys();
  }

  byIndex(index: Name, value: string): T[] {
    return this.#fresh().byIndex(index, value);
  }

  keysByIndex(index: Name, value: string): string[] {
    return this.#fresh().keysByIndex(index, value);
  }

  byIndexes(...terms: readonly IndexTerm<Name>[]): T[] {
    return this.#fresh().byIndexes(...terms);
  }

  alike(index: Name, object: T): T[] {
    return this.#fresh().alike(index, object);
  }

  valuesOf(index: Name, object: T): string[] {
    return this.#store.valuesOf(index, object);
  }

  indexValues(index: Name): string[] {
    return this.#fresh().indexValues(index);
  }

  snapshot(): ObjectReader<T, Name> {
    return this.#fresh().snapshot();
  }

  set(object: T): void {
    const key = this.#meta.keyOf(object);
    this.#fresh().set(object);
    this.#stamp(key);
  }

  delete(key: string): boolean {
    const deleted = this.#fresh().delete(key);
    this.#setAt.delete(key);
    return deleted;
  }

  replace(objects: Iterable<T>): void {
    this.#store.replace(objects);
    this.#setAt.clear();
    for (const key of this.#store.keys()) this.#stamp(key);
  }

  #stamp(key: string): void {
    this.#setAt.delete(key);
    this.#setAt.set(key, this.#clock.now());
  }

  /** The store without expired objects. */
  #fresh(): ObjectStore<T, Name> {
    const latest = this.#clock.now() - this.#ttlMs;
    for (const [key, setAt] of this.#setAt) {
      if (setAt > latest) break;
      this.#store.delete(key);
      this.#setAt.delete(key);
    }
    return this.#store;
  }
}
