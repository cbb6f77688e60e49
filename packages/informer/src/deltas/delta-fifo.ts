import type { Delta } from "./delta-queue.ts";
import type { DeltaBatch, DeltaQueue } from "./delta-queue.ts";
import type { Deletion } from "../objects/object-change.ts";
import { Fifo } from "../internal/fifo.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import { Waiters } from "../internal/waiters.ts";
import { deletionOf, transformed, type Transform } from "./transform.ts";

/** What the consumer of a {@link DeltaFIFO} has; a cache is one. */
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
   * What the consumer has. With it, a list tells the deletion of whatever the consumer has and the list has not, a
   * resync tells of all it has, and the deletion of what is neither in line nor known is dropped. It must be changed by
   * nothing but what was popped.
   * @defaultValue none: only what is in line is known, and a resync does nothing
   */
  readonly knownObjects?: KnownObjects<T>;
  /** What the objects of a list are called; client-go's queue by itself says `"sync"`. @defaultValue "replaced" */
  readonly replaceAs?: "replaced" | "sync";
  /** What becomes of an object before it waits. @defaultValue objects wait as they are */
  readonly transform?: Transform<T>;
  /** How many changes may wait before {@link DeltaFIFO.room} lets wait. @defaultValue 2,000 */
  readonly capacity?: number;
}

/**
 * The changes of each object, and the objects in the order in which they first changed: client-go's `DeltaFIFO`. What is
 * popped is all that happened to one object; order is kept for each object, and lost among them. Nothing is coalesced
 * but two deletions in a row.
 *
 * Versions are handed over as bookmarks, and not before nothing else waits: only then is everything up to them popped.
 * A closed queue still takes changes, as client-go's does.
 */
export class DeltaFIFO<T> implements DeltaQueue<T> {
  readonly #keyOf: (object: T) => string;
  readonly #known: KnownObjects<T> | undefined;
  readonly #replaceAs: "replaced" | "sync";
  readonly #transform: Transform<T> | undefined;
  readonly #capacity: number;
  /** Every key in line has deltas, and every key with deltas is in line once. */
  readonly #line = new Fifo<string>();
  readonly #deltas = new Map<string, Delta<T>[]>();
  readonly #arrivals = new Waiters();
  readonly #departures = new Waiters();
  #length = 0;
  #version: string | undefined;
  #isPopulated = false;
  /** How many keys are still to be popped of those that the first list put in line. */
  #initial = 0;
  #isClosed = false;

  /** @throws RangeError when `capacity` is not a number of at least 1. */
  constructor({
    meta,
    knownObjects,
    replaceAs = "replaced",
    transform,
    capacity = 2000,
  }: DeltaFIFOOptions<T>) {
    if (!(capacity >= 1)) {
      throw new RangeError(`capacity must be a number of at least 1, but it is ${String(capacity)}`);
    }
    this.#keyOf = (object) => meta.keyOf(object);
    this.#known = knownObjects;
    this.#replaceAs = replaceAs;
    this.#transform = transform;
    this.#capacity = capacity;
  }

  add(object: T): void {
    this.#change("added", object);
  }

  update(object: T): void {
    this.#change("updated", object);
  }

  /** The source said that the object is gone. Dropped when the key is neither in line nor known. */
  delete(object: T): void {
    const key = this.#keyOf(object);
    if (this.#isDeletable(key)) {
      this.#push({ type: "deleted", key, deletion: this.#deletion(key, object) });
    }
  }

  /** The object of this key is gone, and nobody saw it go; the last state, if there is one, may be an old one. */
  deleteUnseen(key: string, last?: T): void {
    if (this.#isDeletable(key)) this.#pushTombstone(key, last);
  }

  /**
   * Puts what was popped back in line, at its end, unless newer changes of its key wait: they tell all there is to tell.
   * Whoever failed on a batch requeues it so.
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
    const deltas = objects.map((object): Delta<T> => {
      const key = this.#keyOf(object);
      return { type: this.#replaceAs, key, object: this.#kept(key, object) };
    });
    const listed = new Set<string>();
    for (const delta of deltas) {
      listed.add(delta.key);
      this.#push(delta);
    }
    const gone = this.#deleteUnlisted(listed);
    this.bookmark(version);
    if (this.#isPopulated) return;
    this.#isPopulated = true;
    this.#initial = listed.size + gone;
  }

  /** Tells of every object that the consumer has and of which nothing is in line. */
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
    this.#arrivals.wake();
  }

  room(signal: AbortSignal): Promise<void> | undefined {
    return this.#hasRoom ? undefined : this.#waitForRoom(signal);
  }

  tryPop(): DeltaBatch<T> | undefined {
    if (this.#line.length === 0) return this.#popVersion();
    const isInInitialList = !this.hasSynced;
    const [key] = this.#line.take(1) as [string];
    const deltas = this.#deltas.get(key)!;
    this.#deltas.delete(key);
    this.#length -= deltas.length;
    if (this.#initial > 0) this.#initial--;
    if (this.#hasRoom) this.#departures.wake();
    return { deltas, isInInitialList };
  }

  async pop(signal?: AbortSignal): Promise<DeltaBatch<T> | undefined> {
    for (;;) {
      signal?.throwIfAborted();
      const batch = this.tryPop();
      if (batch !== undefined || this.#isClosed) return batch;
      await this.#arrivals.sleep(signal);
    }
  }

  get hasSynced(): boolean {
    return this.#isPopulated && this.#initial === 0;
  }

  get length(): number {
    return this.#length + (this.#version === undefined ? 0 : 1);
  }

  /** The keys in line, in its order. */
  keys(): string[] {
    return this.#line.toArray();
  }

  /** The newest change of each key in line, in its order. */
  list(): Delta<T>[] {
    return this.keys().map((key) => this.#deltas.get(key)!.at(-1)!);
  }

  /** What waits of this key, the oldest first. */
  getByKey(key: string): readonly Delta<T>[] | undefined {
    return this.#deltas.get(key)?.slice();
  }

  /** What waits of the key that this object has, the oldest first. */
  get(object: T): readonly Delta<T>[] | undefined {
    return this.getByKey(this.#keyOf(object));
  }

  /** Whether the queue was closed. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    this.#isClosed = true;
    this.#arrivals.wake();
    this.#departures.wake();
  }

  /** Closes the queue, and drops what waits. */
  [Symbol.dispose](): void {
    this.#line.clear();
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
    const key = this.#keyOf(object);
    this.#isPopulated = true;
    this.#push({ type, key, object: this.#kept(key, object) });
  }

  #kept(key: string, object: T): T {
    return transformed(key, object, this.#transform, this.#keyOf);
  }

  #deletion(key: string, object: T): Deletion<T> {
    return deletionOf(key, object, this.#transform, this.#keyOf);
  }

  #pushTombstone(key: string, last: T | undefined): void {
    this.#push({ type: "deleted", key, deletion: { key, last, finalStateUnknown: true } });
  }

  #push(delta: Delta<T>): void {
    const deltas = this.#deltas.get(delta.key);
    if (!deltas) {
      this.#deltas.set(delta.key, [delta]);
      this.#line.push(delta.key);
    } else if (!mergedDeletions(deltas, delta)) {
      deltas.push(delta);
    } else {
      return;
    }
    this.#length++;
    this.#arrivals.wake();
  }

  /** Tells the deletion of all that is in line or known, and not in the list; how many there were. */
  #deleteUnlisted(listed: ReadonlySet<string>): number {
    let gone = 0;
    for (const [key, deltas] of this.#deltas) {
      if (listed.has(key)) continue;
      const newest = deltas.at(-1)!;
      this.#pushTombstone(key, newest.type === "deleted" ? newest.deletion.last : newest.object);
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
    while (!this.#hasRoom) await this.#departures.sleep(signal);
  }
}

/** Whether a deletion after a deletion was made one with it: the one whose last state is certain stays. */
function mergedDeletions<T>(deltas: Delta<T>[], added: Delta<T>): boolean {
  const last = deltas.at(-1)!;
  if (added.type !== "deleted" || last.type !== "deleted") return false;
  if (last.deletion.finalStateUnknown) deltas[deltas.length - 1] = added;
  return true;
}
