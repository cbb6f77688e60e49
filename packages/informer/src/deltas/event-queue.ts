import { checkedNumber, EventLoopYielder, systemClock, Waiters, type Clock } from "@workset/clock";
import { Fifo } from "../internal/fifo.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import type { CollectionDelta, Delta, DeltaBatch, DeltaQueue, ListInfo } from "./delta-queue.ts";
import {
  deletionOf,
  keyOfObject,
  transformed,
  type OnBadObject,
  type ReadOptions,
  type Transform,
} from "./transform.ts";

/** How an {@link EventQueue} is made. */
export interface EventQueueOptions<T> {
  /** How objects are read. */
  readonly meta: Pick<ObjectMeta<T>, "keyOf">;
  /** Changes objects before they are queued. @defaultValue objects are queued as they are */
  readonly transform?: Transform<T>;
  /** How many changes may be queued before {@link EventQueue.room} waits. @defaultValue 2,000 */
  readonly capacity?: number;
  /**
   * Called with each object that `keyOf` or the transform refuses; the object is skipped.
   * @defaultValue none: the error is thrown, and nothing is queued
   */
  readonly onBadObject?: OnBadObject;
  /** Measures how long a list is read without a turn of the event loop. @defaultValue the system clock */
  readonly clock?: Clock;
}

/** The most changes that are popped at once. */
const largestBatch = 1000;
/** After this many objects of a list the event loop may get a turn. */
const objectsPerSlice = 1000;

/**
 * All changes in the order in which the source sent them: client-go's `RealFIFO` in its atomic mode. A list is one change,
 * and so is a resync; the consumer finds out what they change, so the queue needs no view of the cache. Nothing is
 * coalesced. Changes of single objects are popped in batches of up to 1,000, with each key at most once in a batch.
 *
 * There may be one consumer. A closed queue ignores further changes.
 */
export class EventQueue<T> implements DeltaQueue<T> {
  readonly #read: ReadOptions<T>;
  readonly #onBadObject: OnBadObject | undefined;
  readonly #capacity: number;
  readonly #yielder: EventLoopYielder;
  readonly #changes = new Fifo<Delta<T> | CollectionDelta<T>>();
  readonly #pushed = new Waiters();
  readonly #popped = new Waiters();
  #isPopulated = false;
  /** How many of the first queued changes were there when the queue was filled for the first time. */
  #initial = 0;
  #isClosed = false;

  /** @throws RangeError when `capacity` is not a number of at least 1. */
  constructor({ meta, transform, capacity = 2000, onBadObject, clock = systemClock }: EventQueueOptions<T>) {
    this.#capacity = checkedNumber("capacity", capacity, { atLeast: 1 });
    this.#read = { keyOf: (object) => meta.keyOf(object), transform };
    this.#onBadObject = onBadObject;
    this.#yielder = new EventLoopYielder({ clock });
  }

  add(object: T): void {
    this.#change("added", object);
  }

  update(object: T): void {
    this.#change("updated", object);
  }

  delete(object: T): void {
    let key;
    try {
      key = keyOfObject(object, this.#read);
    } catch (error) {
      this.#badObject(error, undefined);
      return;
    }
    this.#isPopulated = true;
    this.#push({ type: "deleted", ...deletionOf(key, object, this.#read) });
  }

  replace(objects: readonly T[], version: string, list: ListInfo = {}): Promise<void> | void {
    if (this.#isClosed) return undefined;
    const byKey = new Map<string, T>();
    const skipped = new Set<string>();
    const finish = (): void => {
      this.#push({ type: "replaced-all", objects: byKey, version, skipped, list });
      if (this.#isPopulated) return;
      this.#isPopulated = true;
      this.#initial = this.#changes.length;
    };
    const read = this.#readList(objects, 0, byKey, skipped);
    if (read === objects.length) return finish();
    return this.#readRest(objects, read, byKey, skipped).then(finish);
  }

  skip(): void {
    this.#push({ type: "skipped" });
  }

  resync(): void {
    if (this.#last?.type !== "sync-all") this.#push({ type: "sync-all" });
  }

  bookmark(version: string): void {
    const bookmark = { type: "bookmark", version } as const;
    if (this.#last?.type === "bookmark" && !this.#isClosed) this.#changes.replaceLast(bookmark);
    else this.#push(bookmark);
  }

  room(signal: AbortSignal): Promise<void> | undefined {
    return this.#hasRoom ? undefined : this.#waitForRoom(signal);
  }

  tryPop(): DeltaBatch<T> | undefined {
    const first = this.#changes.at(0);
    if (first === undefined) return undefined;
    const isInInitialList = !this.hasSynced;
    const deltas = this.#changes.take(isSingle(first) ? this.#batchLength() : 1);
    this.#initial = Math.max(0, this.#initial - deltas.length);
    if (this.#hasRoom) this.#popped.wake();
    return { deltas: deltas as Delta<T>[] | [CollectionDelta<T>], isInInitialList };
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
    return this.#changes.length;
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
    this.#changes.clear();
    this.close();
  }

  get #last(): Delta<T> | CollectionDelta<T> | undefined {
    return this.#changes.at(this.#changes.length - 1);
  }

  get #hasRoom(): boolean {
    return this.#isClosed || this.#changes.length < this.#capacity;
  }

  #change(type: "added" | "updated", object: T): void {
    let key: string | undefined;
    let kept;
    try {
      key = keyOfObject(object, this.#read);
      kept = transformed(key, object, this.#read);
    } catch (error) {
      this.#badObject(error, key);
      return;
    }
    this.#isPopulated = true;
    this.#push({ type, key, object: kept });
  }

  /** Reads objects of a list, up to the end of the slice; the index to go on with. */
  #readList(objects: readonly T[], from: number, byKey: Map<string, T>, skipped: Set<string>): number {
    for (let index = from; index < objects.length; index++) {
      const object = objects[index]!;
      let key: string | undefined;
      try {
        key = keyOfObject(object, this.#read);
        byKey.set(key, transformed(key, object, this.#read));
      } catch (error) {
        if (!this.#onBadObject) throw error;
        if (key !== undefined) skipped.add(key);
        this.#onBadObject(error, key);
      }
      if (index % objectsPerSlice === objectsPerSlice - 1 && this.#yielder.isDue) return index + 1;
    }
    return objects.length;
  }

  async #readRest(
    objects: readonly T[],
    from: number,
    byKey: Map<string, T>,
    skipped: Set<string>,
  ): Promise<void> {
    for (let read = from; read < objects.length;) {
      await this.#yielder.yield();
      read = this.#readList(objects, read, byKey, skipped);
    }
  }

  /** @throws The error, where bad objects are not skipped. */
  #badObject(error: unknown, key: string | undefined): void {
    if (!this.#onBadObject) throw error;
    this.#onBadObject(error, key);
    this.skip();
  }

  #push(delta: Delta<T> | CollectionDelta<T>): void {
    if (this.#isClosed) return;
    this.#changes.push(delta);
    this.#pushed.wake();
  }

  /** How many changes from the front can be popped together: single changes of different keys. */
  #batchLength(): number {
    const most = Math.min(largestBatch, this.#changes.length);
    const keys = new Set<string>();
    let length = 0;
    for (; length < most; length++) {
      const delta = this.#changes.at(length)!;
      if (!isSingle(delta) || keys.size === keys.add(delta.key).size) break;
    }
    return length;
  }

  async #waitForRoom(signal: AbortSignal): Promise<void> {
    while (!this.#hasRoom) await this.#popped.wait(signal);
  }
}

function isSingle<T>(delta: Delta<T> | CollectionDelta<T>): delta is Delta<T> {
  return "key" in delta;
}
