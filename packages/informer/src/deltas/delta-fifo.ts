import { checkedNumber, Waiters } from "@workset/clock";
import { Fifo } from "../internal/fifo.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import type { Delta, DeltaBatch, DeltaQueue } from "./delta-queue.ts";
import {
  deletionOf,
  keyOfObject,
  transformed,
  type OnBadObject,
  type ReadOptions,
  type Transform,
} from "./transform.ts";

/** What the consumer of a {@link DeltaFIFO} holds; a cache is one. */
export interface KnownObjects<T> {
  /** The keys of all objects. */
  keys(): Iterable<string>;
  /** The object of this key. */
  getByKey(key: string): T | undefined;
}

/** How a {@link DeltaFIFO} is made. */
export interface DeltaFIFOOptions<T> {
  /** How objects are read. */
  readonly meta: Pick<ObjectMeta<T>, "keyOf">;
  /**
   * What the consumer holds. With it, a list queues the deletion of whatever the consumer has and the list has not, a
   * resync queues all it has, and the deletion of a key that is neither queued nor known is dropped. Only what was popped
   * may change it.
   * @defaultValue none: only what is queued is known, and a resync does nothing
   */
  readonly knownObjects?: KnownObjects<T>;
  /** The delta type of listed objects; client-go's queue by itself says `"sync"`. @defaultValue "replaced" */
  readonly replaceAs?: "replaced" | "sync";
  /** Changes objects before they are queued. @defaultValue objects are queued as they are */
  readonly transform?: Transform<T>;
  /** How many changes may be queued before {@link DeltaFIFO.room} waits. @defaultValue 2,000 */
  readonly capacity?: number;
  /**
   * Called with each object that `keyOf` or the transform refuses; the object is skipped.
   * @defaultValue none: the error is thrown, and nothing is queued
   */
  readonly onBadObject?: OnBadObject;
}

/**
 * The changes of each object, and the objects in the order in which they first changed: client-go's `DeltaFIFO`. What is
 * popped is everything that happened to one object; order is kept for each object, and lost among them. Nothing is
 * coalesced but two deletions in a row.
 *
 * Versions are popped as bookmarks, once nothing else is queued: only then everything up to them is popped. A closed queue
 * still takes changes, as client-go's does.
 */
export class DeltaFIFO<T> implements DeltaQueue<T> {
  readonly #known: KnownObjects<T> | undefined;
  readonly #replaceAs: "replaced" | "sync";
  readonly #read: ReadOptions<T>;
  readonly #onBadObject: OnBadObject | undefined;
  readonly #capacity: number;
  /** Every queued key has deltas, and every key with deltas is queued once. */
  readonly #queued = new Fifo<string>();
  readonly #deltas = new Map<string, Delta<T>[]>();
  readonly #pushed = new Waiters();
  readonly #popped = new Waiters();
  #length = 0;
  #version: string | undefined;
  #isPopulated = false;
  /** How many keys of the first list are still to be popped. */
  #initial = 0;
  #isClosed = false;

  /** @throws RangeError when `capacity` is not a number of at least 1. */
  constructor({
    meta,
    knownObjects,
    replaceAs = "replaced",
    transform,
    capacity = 2000,
    onBadObject,
  }: DeltaFIFOOptions<T>) {
    this.#capacity = checkedNumber("capacity", capacity, { atLeast: 1 });
    this.#read = { keyOf: (object) => meta.keyOf(object), transform };
    this.#onBadObject = onBadObject;
    this.#known = knownObjects;
    this.#replaceAs = replaceAs;
  }

  add(object: T): void {
    this.#change("added", object);
  }

  update(object: T): void {
    this.#change("updated", object);
  }

  /** The source sent a deletion. It is dropped when the key is neither queued nor known. */
  delete(object: T): void {
    const key = this.#readKey(object);
    if (key === undefined || !this.#isDeletable(key)) return;
    this.#push({ type: "deleted", ...deletionOf(key, object, this.#read) });
  }

  /** The object of this key is gone, and its deletion was missed; the last state, if there is one, may be an old one. */
  deleteUnseen(key: string, last?: T): void {
    if (this.#isDeletable(key)) this.#pushTombstone(key, last);
  }

  /**
   * Queues popped deltas again, at the end, unless newer changes of their key are queued. A consumer that failed on a batch
   * requeues it so.
   * @throws RangeError when there are no deltas.
   */
  addIfNotPresent(deltas: readonly Delta<T>[]): void {
    const key = deltas.at(-1)?.key;
    if (key === undefined) throw new RangeError("deltas must not be empty: they name the key");
    this.#isPopulated = true;
    if (this.#deltas.has(key)) return;
    for (const delta of deltas) this.#push(delta);
  }

  replace(objects: readonly T[], version: string): void {
    const listed = new Set<string>();
    const deltas: Delta<T>[] = [];
    for (const object of objects) {
      const key = this.#readKey(object);
      if (key === undefined) continue;
      const kept = this.#kept(key, object);
      if (kept !== undefined) deltas.push({ type: this.#replaceAs, key, object: kept });
      listed.add(key);
    }
    for (const delta of deltas) this.#push(delta);
    const gone = this.#deleteUnlisted(listed);
    this.bookmark(version);
    if (this.#isPopulated) return;
    this.#isPopulated = true;
    this.#initial = new Set(deltas.map(({ key }) => key)).size + gone;
  }

  /** Queues every object that the consumer has and of which nothing is queued. */
  resync(): void {
    if (!this.#known) return;
    for (const key of this.#known.keys()) {
      if (this.#deltas.has(key)) continue;
      const object = this.#known.getByKey(key);
      if (object !== undefined) this.#push({ type: "sync", key, object });
    }
  }

  bookmark(version: string): void {
    this.#version = version;
    this.#pushed.wake();
  }

  room(signal: AbortSignal): Promise<void> | undefined {
    return this.#hasRoom ? undefined : this.#waitForRoom(signal);
  }

  tryPop(): DeltaBatch<T> | undefined {
    if (this.#queued.length === 0) return this.#popVersion();
    const isInInitialList = !this.hasSynced;
    const [key] = this.#queued.take(1) as [string];
    const deltas = this.#deltas.get(key)!;
    this.#deltas.delete(key);
    this.#length -= deltas.length;
    if (this.#initial > 0) this.#initial--;
    if (this.#hasRoom) this.#popped.wake();
    return { deltas, isInInitialList };
  }

  async pop(signal?: AbortSignal): Promise<DeltaBatch<T> | undefined> {
    for (;;) {
      signal?.throwIfAborted();
      const batch = this.tryPop();
      if (batch !== undefined || this.#isClosed) return batch;
      await this.#pushed.wait(signal);
    }
  }

  get hasSynced(): boolean {
    return this.#isPopulated && this.#initial === 0;
  }

  get length(): number {
    return this.#length + (this.#version === undefined ? 0 : 1);
  }

  /** The queued keys, in order. */
  keys(): string[] {
    return this.#queued.toArray();
  }

  /** The newest change of each queued key, in order. */
  list(): Delta<T>[] {
    return this.keys().map((key) => this.#deltas.get(key)!.at(-1)!);
  }

  /** The queued changes of this key, the oldest first. */
  getByKey(key: string): readonly Delta<T>[] | undefined {
    return this.#deltas.get(key)?.slice();
  }

  /** The queued changes of the key of this object, the oldest first. */
  get(object: T): readonly Delta<T>[] | undefined {
    return this.getByKey(keyOfObject(object, this.#read));
  }

  /** Whether the queue was closed. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    this.#isClosed = true;
    this.#pushed.wake();
    this.#popped.wake();
  }

  /** Closes the queue, and drops what is queued. */
  [Symbol.dispose](): void {
    this.#queued.clear();
    this.#deltas.clear();
    this.#version = undefined;
    this.#length = 0;
    this.close();
  }

  get #hasRoom(): boolean {
    return this.#isClosed || this.length < this.#capacity;
  }

  #isDeletable(key: string): boolean {
    this.#isPopulated = true;
    return this.#deltas.has(key) || this.#known?.getByKey(key) !== undefined;
  }

  #change(type: "added" | "updated", object: T): void {
    const key = this.#readKey(object);
    const kept = key === undefined ? undefined : this.#kept(key, object);
    if (kept === undefined) return;
    this.#isPopulated = true;
    this.#push({ type, key: key!, object: kept });
  }

  /** The key; nothing for a bad object that is skipped. @throws What `keyOf` throws, where none is skipped. */
  #readKey(object: T): string | undefined {
    try {
      return keyOfObject(object, this.#read);
    } catch (error) {
      if (!this.#onBadObject) throw error;
      this.#onBadObject(error, undefined);
      return undefined;
    }
  }

  /** The transformed object; nothing for a bad object that is skipped. @throws What the transform throws, where none is skipped. */
  #kept(key: string, object: T): T | undefined {
    try {
      return transformed(key, object, this.#read);
    } catch (error) {
      if (!this.#onBadObject) throw error;
      this.#onBadObject(error, key);
      return undefined;
    }
  }

  #pushTombstone(key: string, last: T | undefined): void {
    this.#push({ type: "deleted", key, last, finalStateUnknown: true });
  }

  #push(delta: Delta<T>): void {
    const deltas = this.#deltas.get(delta.key);
    if (!deltas) {
      this.#deltas.set(delta.key, [delta]);
      this.#queued.push(delta.key);
    } else if (!mergedDeletions(deltas, delta)) {
      deltas.push(delta);
    } else {
      return;
    }
    this.#length++;
    this.#pushed.wake();
  }

  /** Queues the deletion of every queued or known key that the list lacks; how many there were. */
  #deleteUnlisted(listed: ReadonlySet<string>): number {
    let gone = 0;
    for (const [key, deltas] of this.#deltas) {
      if (listed.has(key)) continue;
      const newest = deltas.at(-1)!;
      this.#pushTombstone(key, newest.type === "deleted" ? newest.last : newest.object);
      gone++;
    }
    for (const key of this.#known?.keys() ?? []) {
      if (listed.has(key) || this.#deltas.has(key)) continue;
      this.#pushTombstone(key, this.#known!.getByKey(key));
      gone++;
    }
    return gone;
  }

  #popVersion(): DeltaBatch<T> | undefined {
    const version = this.#version;
    if (version === undefined) return undefined;
    this.#version = undefined;
    return { deltas: [{ type: "bookmark", version }], isInInitialList: !this.hasSynced };
  }

  async #waitForRoom(signal: AbortSignal): Promise<void> {
    while (!this.#hasRoom) await this.#popped.wait(signal);
  }
}

/** Whether a deletion was merged with the one before it: the one whose last state is certain stays. */
function mergedDeletions<T>(deltas: Delta<T>[], added: Delta<T>): boolean {
  const last = deltas.at(-1)!;
  if (added.type !== "deleted" || last.type !== "deleted") return false;
  if (last.finalStateUnknown) deltas[deltas.length - 1] = added;
  return true;
}
