import { checkedCount, checkedDelay, systemClock, type Clock } from "@workset/clock";
import { compareVersions } from "../objects/versions.ts";
import type { Deletion } from "../objects/object-change.ts";
import type { EventHandler } from "../handlers/event-handler.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import type { ObjectReader } from "../cache/object-store.ts";

/** How a {@link MutationCache} is made. */
export interface MutationCacheOptions {
  /** How long a write is remembered that the cache does not show, in milliseconds. @defaultValue 300,000 */
  readonly ttlMs?: number;
  /** How many writes are remembered; beyond that the oldest is forgotten. @defaultValue 100 */
  readonly maxObjects?: number;
  /**
   * Whether a written object is shown that the cache does not have at all. Another client may have deleted it meanwhile: add
   * {@link MutationCache.handler} to the informer, so that deletions are known.
   * @defaultValue false
   */
  readonly includeAdds?: boolean;
  /**
   * Compares two versions: negative when the first is older.
   * @defaultValue compareVersions: whole decimal numbers
   */
  readonly compare?: (a: string, b: string) => number;
  /** @defaultValue the system clock */
  readonly clock?: Clock;
}

/** A write or a deletion, and until when it is remembered. */
interface Remembered<T> {
  /** `undefined` for an object that was deleted. */
  readonly object: T | undefined;
  readonly version: string;
  readonly until: number;
}

/** A handler without promises. */
export interface MutationHandler<T> extends Required<EventHandler<T>> {
  onAdd(object: T, isInInitialList?: boolean): void;
  onUpdate(before: T, object: T): void;
  onDelete(deletion: Deletion<T>): void;
}

/**
 * A cache that shows the program's own writes before the watch delivers them: client-go's `MutationCache`. The response of a
 * write is remembered for a while, and returned instead of the cached object as long as that is older.
 */
export class MutationCache<T, Name extends string = never> {
  /**
   * Keeps the memory small, and deleted objects deleted: add it to the informer of the cache. A deletion is remembered as
   * long as a write is, so that the response of an older write does not bring the object back.
   */
  readonly handler: MutationHandler<T>;
  readonly #cache: ObjectReader<T, Name>;
  readonly #meta: Pick<ObjectMeta<T>, "keyOf" | "versionOf">;
  readonly #options: Required<MutationCacheOptions>;
  /** By key, the oldest first. */
  readonly #remembered = new Map<string, Remembered<T>>();

  /** @throws RangeError when `ttlMs` is not a number, or `maxObjects` is not a whole number of at least 1. */
  constructor(
    cache: ObjectReader<T, Name>,
    meta: Pick<ObjectMeta<T>, "keyOf" | "versionOf">,
    options: MutationCacheOptions = {},
  ) {
    const { ttlMs = 300_000, maxObjects = 100, includeAdds = false } = options;
    const { compare = compareVersions, clock = systemClock } = options;
    checkedDelay("ttlMs", ttlMs);
    checkedCount("maxObjects", maxObjects, { atLeast: 1 });
    this.#cache = cache;
    this.#meta = meta;
    this.#options = { ttlMs, maxObjects, includeAdds, compare, clock };
    this.handler = {
      onAdd: (object) => this.#seen(object),
      onUpdate: (_, object) => this.#seen(object),
      onDelete: (deletion) => this.#deleted(deletion),
    };
  }

  /** Remembers the response of a write, unless a newer state is known. @throws What the compare function throws. */
  mutated(object: T): void {
    const key = this.#meta.keyOf(object);
    const version = this.#meta.versionOf(object);
    const known = this.#recall(key);
    if (known && this.#options.compare(version, known.version) <= 0) return;
    const cached = this.#cache.getByKey(key);
    if (cached !== undefined && !this.#isNewer(version, cached)) return;
    this.#remember(key, version, object);
  }

  /** The newest known state of the object of this key: the written one, or the cached one. */
  getByKey(key: string): T | undefined {
    const cached = this.#cache.getByKey(key);
    if (cached === undefined && !this.#options.includeAdds) return undefined;
    const known = this.#recall(key);
    if (known?.object === undefined) return cached;
    return cached === undefined || this.#isNewer(known.version, cached) ? known.object : cached;
  }

  /** The newest known state of the object with the key of this one. */
  get(object: T): T | undefined {
    return this.getByKey(this.#meta.keyOf(object));
  }

  /**
   * The objects with this value in an index of the cache, in the newest known state of each: one that got the value by a write
   * is included, and one that lost it is not. @throws RangeError when there is no such index.
   */
  byIndex(index: Name, value: string): T[] {
    const keys = new Set(this.#cache.keysByIndex(index, value));
    for (const key of this.#remembered.keys()) keys.add(key);
    const newest = Array.from(keys, (key) => this.getByKey(key));
    return newest.filter((object): object is T => {
      return object !== undefined && this.#cache.valuesOf(index, object).includes(value);
    });
  }

  /** Forgets a write that the cache shows. */
  #seen(object: T): void {
    const key = this.#meta.keyOf(object);
    const known = this.#recall(key);
    if (known && !this.#isNewer(known.version, object)) this.#remembered.delete(key);
  }

  #deleted({ key, last, finalStateUnknown }: Deletion<T>): void {
    const known = this.#recall(key);
    const writtenSince = known !== undefined && (last === undefined || this.#isNewer(known.version, last));
    // A deletion that was sent precedes the write; one that a list showed may have followed it.
    if (writtenSince && !finalStateUnknown) return;
    if (writtenSince) this.#remember(key, known.version, undefined);
    else if (last !== undefined) this.#remember(key, this.#meta.versionOf(last), undefined);
  }

  #isNewer(version: string, than: T): boolean {
    return this.#options.compare(version, this.#meta.versionOf(than)) > 0;
  }

  #recall(key: string): Remembered<T> | undefined {
    const known = this.#remembered.get(key);
    return known && known.until > this.#options.clock.now() ? known : undefined;
  }

  #remember(key: string, version: string, object: T | undefined): void {
    const { maxObjects, ttlMs, clock } = this.#options;
    this.#remembered.delete(key);
    this.#remembered.set(key, { object, version, until: clock.now() + ttlMs });
    if (this.#remembered.size <= maxObjects) return;
    const [oldest] = this.#remembered.keys();
    this.#remembered.delete(oldest!);
  }
}
