import type { Delta, WholeDelta } from "./delta-queue.ts";
import type { DeltaBatch, DeltaQueue } from "./delta-queue.ts";
import type { Deletion } from "../objects/object-change.ts";
import { Fifo } from "../internal/fifo.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import { Waiters } from "../internal/waiters.ts";
import { deletionOf, transformed, type Transform } from "./transform.ts";

/** How an {@link EventQueue} is made. */
export interface EventQueueOptions<T> {
  /** How objects are read. */
  readonly meta: Pick<ObjectMeta<T>, "keyOf">;
  /** What becomes of an object before it waits. @defaultValue objects wait as they are */
  readonly transform?: Transform<T>;
  /** How many changes may wait before {@link EventQueue.room} lets wait. @defaultValue 2,000 */
  readonly capacity?: number;
}

/** The most changes that are handed over at once. */
const largestBatch = 1000;

/**
 * One line of changes, in the order in which the source told them, among all objects: client-go's `RealFIFO` in its
 * atomic mode. A list is one change, and so is a resync; what they come to is for the consumer to find out, so the queue
 * needs no view of the cache. Nothing is coalesced. Changes of single objects are handed over in batches of up to 1,000,
 * each of them with every key at most once.
 *
 * There may be one consumer only. A closed queue takes nothing any more.
 */
export class EventQueue<T> implements DeltaQueue<T> {
  readonly #keyOf: (object: T) => string;
  readonly #transform: Transform<T> | undefined;
  readonly #capacity: number;
  readonly #line = new Fifo<Delta<T> | WholeDelta<T>>();
  readonly #arrivals = new Waiters();
  readonly #departures = new Waiters();
  #isPopulated = false;
  /** How many of the first in line were there when the queue was filled for the first time. */
  #initial = 0;
  #isClosed = false;

  /** @throws RangeError when `capacity` is not a number of at least 1. */
  constructor({ meta, transform, capacity = 2000 }: EventQueueOptions<T>) {
    if (!(capacity >= 1)) {
      throw new RangeError(`capacity must be a number of at least 1, but it is ${String(capacity)}`);
    }
    this.#keyOf = (object) => meta.keyOf(object);
    this.#transform = transform;
    this.#capacity = capacity;
  }

  add(object: T): void {
    this.#change("added", object);
  }

  update(object: T): void {
    this.#change("updated", object);
  }

  delete(object: T): void {
    const key = this.#keyOf(object);
    this.#isPopulated = true;
    this.#push({ type: "deleted", key, deletion: this.#deletion(key, object) });
  }

  replace(objects: readonly T[], version: string): void {
    if (this.#isClosed) return;
    const byKey = new Map<string, T>();
    for (const object of objects) {
      const key = this.#keyOf(object);
      byKey.set(key, this.#kept(key, object));
    }
    this.#push({ type: "replaced-all", objects: byKey, version });
    if (this.#isPopulated) return;
    this.#isPopulated = true;
    this.#initial = this.#line.length;
  }

  resync(): void {
    if (this.#last?.type !== "sync-all") this.#push({ type: "sync-all" });
  }

  bookmark(version: string): void {
    const bookmark = { type: "bookmark", version } as const;
    if (this.#last?.type === "bookmark" && !this.#isClosed) this.#line.replaceLast(bookmark);
    else this.#push(bookmark);
  }

  room(signal: AbortSignal): Promise<void> | undefined {
    return this.#hasRoom ? undefined : this.#waitForRoom(signal);
  }

  tryPop(): DeltaBatch<T> | undefined {
    const first = this.#line.at(0);
    if (first === undefined) return undefined;
    const isInInitialList = !this.hasSynced;
    const deltas = this.#line.take(isSingle(first) ? this.#batchLength() : 1);
    this.#initial = Math.max(0, this.#initial - deltas.length);
    if (this.#hasRoom) this.#departures.wake();
    return { deltas: deltas as Delta<T>[] | [WholeDelta<T>], isInInitialList };
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
    return this.#line.length;
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
    this.close();
  }

  get #last(): Delta<T> | WholeDelta<T> | undefined {
    return this.#line.at(this.#line.length - 1);
  }

  get #hasRoom(): boolean {
    return this.#isClosed || this.#line.length < this.#capacity;
  }

  #change(type: "added" | "updated", object: T): void {
    const key = this.#keyOf(object);
    const kept = this.#kept(key, object);
    this.#isPopulated = true;
    this.#push({ type, key, object: kept });
  }

  #kept(key: string, object: T): T {
    return transformed(key, object, this.#transform, this.#keyOf);
  }

  #deletion(key: string, object: T): Deletion<T> {
    return deletionOf(key, object, this.#transform, this.#keyOf);
  }

  #push(delta: Delta<T> | WholeDelta<T>): void {
    if (this.#isClosed) return;
    this.#line.push(delta);
    this.#arrivals.wake();
  }

  /** How many from the front can go together: single changes of different keys. */
  #batchLength(): number {
    const most = Math.min(largestBatch, this.#line.length);
    const keys = new Set<string>();
    let length = 0;
    for (; length < most; length++) {
      const delta = this.#line.at(length)!;
      if (!isSingle(delta) || keys.size === keys.add(delta.key).size) break;
    }
    return length;
  }

  async #waitForRoom(signal: AbortSignal): Promise<void> {
    while (!this.#hasRoom) await this.#departures.sleep(signal);
  }
}

function isSingle<T>(delta: Delta<T> | WholeDelta<T>): delta is Delta<T> {
  return "key" in delta;
}
