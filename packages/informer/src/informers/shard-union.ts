import type { ObjectStore } from "../cache/object-store.ts";
import type { Deletion, ObjectChange } from "../objects/object-change.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";

/** The objects of several shards, each once: keeps the cache, and returns the changes to deliver. */
export class ShardUnion<T, Shard> {
  readonly #cache: ObjectStore<T> | ObjectStore<T, string>;
  readonly #meta: ObjectMeta<T>;
  /** The shard whose state of an object is in the cache. */
  readonly #owners = new Map<string, Shard>();
  /** The states of objects that other shards have too, by key and shard. */
  readonly #others = new Map<string, Map<Shard, T>>();
  readonly #refused: (error: unknown, key: string) => void;

  /** `refused` is called with the key of an object that the cache refused; the cache keeps its old state. */
  constructor(
    cache: ObjectStore<T> | ObjectStore<T, string>,
    meta: ObjectMeta<T>,
    refused: (error: unknown, key: string) => void,
  ) {
    this.#cache = cache;
    this.#meta = meta;
    this.#refused = refused;
  }

  /** A shard has this state of an object. */
  present(shard: Shard, object: T, isInInitialList: boolean): ObjectChange<T> | undefined {
    const key = this.#meta.keyOf(object);
    const owner = this.#owners.get(key);
    if (owner !== undefined && owner !== shard) {
      this.#othersOf(key).set(shard, object);
      return undefined;
    }
    const before = this.#cache.getByKey(key);
    if (!this.#isTaken(key, () => this.#cache.set(object))) return undefined;
    this.#owners.set(key, shard);
    return before === undefined
      ? { type: "added", key, object, isInInitialList }
      : { type: "updated", key, before, object, cause: "changed" };
  }

  /** A shard no longer has an object. */
  absent(shard: Shard, deletion: Deletion<T>): ObjectChange<T> | undefined {
    const { key } = deletion;
    const others = this.#others.get(key);
    if (this.#owners.get(key) !== shard) {
      others?.delete(shard);
      if (others?.size === 0) this.#others.delete(key);
      return undefined;
    }
    const next = others?.entries().next().value;
    if (next) return this.#pass(key, ...next);
    if (!this.#isTaken(key, () => this.#cache.delete(key))) return undefined;
    this.#owners.delete(key);
    return { type: "deleted", ...deletion };
  }

  /** A shard was removed. */
  leave(shard: Shard): ObjectChange<T>[] {
    const changes: ObjectChange<T>[] = [];
    for (const [key, others] of this.#others) {
      others.delete(shard);
      if (others.size === 0) this.#others.delete(key);
    }
    for (const [key, owner] of this.#owners) {
      if (owner !== shard) continue;
      const last = this.#cache.getByKey(key);
      const change = this.absent(shard, { key, last, finalStateUnknown: true });
      if (change) changes.push(change);
    }
    return changes;
  }

  /** Whether the cache took the change. */
  #isTaken(key: string, change: () => unknown): boolean {
    try {
      change();
      return true;
    } catch (error) {
      this.#refused(error, key);
      return false;
    }
  }

  #othersOf(key: string): Map<Shard, T> {
    const others = this.#others.get(key) ?? new Map<Shard, T>();
    this.#others.set(key, others);
    return others;
  }

  /** Passes the object to this shard. */
  #pass(key: string, shard: Shard, object: T): ObjectChange<T> | undefined {
    const before = this.#cache.getByKey(key)!;
    const others = this.#others.get(key)!;
    others.delete(shard);
    if (others.size === 0) this.#others.delete(key);
    this.#owners.set(key, shard);
    if (!this.#isTaken(key, () => this.#cache.set(object))) return undefined;
    if (this.#meta.versionOf(before) === this.#meta.versionOf(object)) return undefined;
    return { type: "updated", key, before, object, cause: "changed" };
  }
}
