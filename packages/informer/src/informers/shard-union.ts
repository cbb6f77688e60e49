import type { Call } from "../handlers/change-list.ts";
import type { Deletion } from "../objects/object-change.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import type { ObjectStore } from "../cache/object-store.ts";

/** What several shards have, each object once: keeps the cache, and says what is to be told. */
export class ShardUnion<T, Shard> {
  readonly #cache: ObjectStore<T> | ObjectStore<T, string>;
  readonly #meta: ObjectMeta<T>;
  /** Whose state of an object is in the cache. */
  readonly #owners = new Map<string, Shard>();
  /** The states of objects that are another's, by key, of those who told them. */
  readonly #others = new Map<string, Map<Shard, T>>();

  readonly #refused: (error: unknown) => void;

  /** `refused` hears of objects that the cache refused; it stays as it was for them. */
  constructor(
    cache: ObjectStore<T> | ObjectStore<T, string>,
    meta: ObjectMeta<T>,
    refused: (error: unknown) => void,
  ) {
    this.#cache = cache;
    this.#meta = meta;
    this.#refused = refused;
  }

  /** A shard has this state of an object. */
  present(shard: Shard, object: T, isInInitialList: boolean): Call<T> | undefined {
    const key = this.#meta.keyOf(object);
    const owner = this.#owners.get(key);
    if (owner !== undefined && owner !== shard) {
      this.#othersOf(key).set(shard, object);
      return undefined;
    }
    const before = this.#cache.getByKey(key);
    if (!this.#isTaken(() => this.#cache.set(object))) return undefined;
    this.#owners.set(key, shard);
    return before === undefined
      ? { type: "add", object, isInInitialList }
      : { type: "update", before, object, why: "changed" };
  }

  /** A shard does not have an object any more. */
  absent(shard: Shard, deletion: Deletion<T>): Call<T> | undefined {
    const { key } = deletion;
    const others = this.#others.get(key);
    if (this.#owners.get(key) !== shard) {
      others?.delete(shard);
      if (others?.size === 0) this.#others.delete(key);
      return undefined;
    }
    const next = others?.entries().next().value;
    if (next) return this.#pass(key, ...next);
    if (!this.#isTaken(() => this.#cache.delete(key))) return undefined;
    this.#owners.delete(key);
    return { type: "delete", deletion };
  }

  /** A shard is gone. */
  leave(shard: Shard): Call<T>[] {
    const calls: Call<T>[] = [];
    for (const [key, others] of this.#others) {
      others.delete(shard);
      if (others.size === 0) this.#others.delete(key);
    }
    for (const [key, owner] of this.#owners) {
      if (owner !== shard) continue;
      const last = this.#cache.getByKey(key);
      const call = this.absent(shard, { key, last, finalStateUnknown: true });
      if (call) calls.push(call);
    }
    return calls;
  }

  /** Whether the cache took the change. */
  #isTaken(change: () => unknown): boolean {
    try {
      change();
      return true;
    } catch (error) {
      this.#refused(error);
      return false;
    }
  }

  #othersOf(key: string): Map<Shard, T> {
    const others = this.#others.get(key) ?? new Map<Shard, T>();
    this.#others.set(key, others);
    return others;
  }

  /** The object is this shard's from now on. */
  #pass(key: string, shard: Shard, object: T): Call<T> | undefined {
    const before = this.#cache.getByKey(key)!;
    const others = this.#others.get(key)!;
    others.delete(shard);
    if (others.size === 0) this.#others.delete(key);
    this.#owners.set(key, shard);
    if (!this.#isTaken(() => this.#cache.set(object))) return undefined;
    if (this.#meta.versionOf(before) === this.#meta.versionOf(object)) return undefined;
    return { type: "update", before, object, why: "changed" };
  }
}
