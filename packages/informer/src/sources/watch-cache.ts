import { Fifo } from "../internal/fifo.ts";
import type { WatchEvent, WatchOptions } from "./list-watch.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import { SourceError } from "./source-error.ts";
import { WatchStream } from "./watch-stream.ts";
import type { Clock } from "@workset/clock";

/** How a {@link WatchCache} is made. */
export interface WatchCacheOptions<T> {
  /** How objects are read; those of one key and version are equal. */
  readonly meta: Pick<ObjectMeta<T>, "keyOf" | "versionOf">;
  /**
   * What the versions of this world begin with. A version that begins with something else is of a world that is gone,
   * and has expired.
   * @defaultValue nothing: versions are plain numbers
   */
  readonly epoch?: string;
  /** How many of the last events are kept, so that a watch can go on from an earlier version. @defaultValue 10,000 */
  readonly history?: number;
  /** How many events may wait for one watch; beyond that it ends as expired. @defaultValue 1,000,000 */
  readonly backlog?: number;
}

/** An event, and the number of the change that it tells. */
interface Told<T> {
  readonly change: number;
  readonly event: WatchEvent<T>;
}

/**
 * The objects that a source has seen, for whoever writes one: changes are numbered, and told to all who watch. A source
 * looks, puts what it sees in here, and answers lists and watches from it.
 */
export class WatchCache<T> {
  readonly #meta: Pick<ObjectMeta<T>, "keyOf" | "versionOf">;
  readonly #epoch: string;
  readonly #history: number;
  readonly #backlog: number | undefined;
  readonly #objects = new Map<string, T>();
  readonly #events = new Fifo<Told<T>>();
  readonly #watches = new Map<WatchStream<T>, { readonly bookmarks: boolean }>();
  #change = 0;
  /** The events of all later changes are kept. */
  #forgotten = 0;

  constructor({ meta, epoch = "", history = 10_000, backlog }: WatchCacheOptions<T>) {
    this.#meta = meta;
    this.#epoch = epoch;
    this.#history = history;
    this.#backlog = backlog;
  }

  /** The version of the world as it is now. */
  get version(): string {
    return this.#epoch + this.#change;
  }

  /** The version that the next change leads to. */
  get nextVersion(): string {
    return this.#epoch + (this.#change + 1);
  }

  /** How many watches are open. */
  get watches(): number {
    return this.#watches.size;
  }

  /** How many objects there are. */
  get size(): number {
    return this.#objects.size;
  }

  /** The object of this key. */
  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  /** All objects. */
  list(): T[] {
    return [...this.#objects.values()];
  }

  /** All keys. */
  keys(): IterableIterator<string> {
    return this.#objects.keys();
  }

  /** The object is as this now; whether that is a change. A change may be kept from those who watch. */
  set(object: T, isTold = true): boolean {
    const key = this.#meta.keyOf(object);
    const before = this.#objects.get(key);
    if (before !== undefined && this.#meta.versionOf(before) === this.#meta.versionOf(object)) return false;
    this.#objects.set(key, object);
    this.#tell({ type: before === undefined ? "added" : "modified", object }, isTold);
    return true;
  }

  /** The object of this key is gone; whether that is a change. `last`: the state in which it went. */
  delete(key: string, isTold = true, last: T | undefined = this.#objects.get(key)): boolean {
    if (last === undefined || !this.#objects.delete(key)) return false;
    this.#tell({ type: "deleted", object: last }, isTold);
    return true;
  }

  /** These are all there are; of several with one key the last counts. Whether that is a change. */
  replace(objects: Iterable<T>): boolean {
    const before = this.#change;
    const present = new Map<string, T>();
    for (const object of objects) present.set(this.#meta.keyOf(object), object);
    // Deletions go first, so that what a folder held is gone before a file has its name.
    for (const key of this.#objects.keys()) if (!present.has(key)) this.delete(key);
    for (const object of present.values()) this.set(object);
    return this.#change !== before;
  }

  /** Tells those who asked for it how far they have come. */
  bookmark(): void {
    const bookmark = { type: "bookmark", version: this.version } as const;
    for (const [watch, { bookmarks }] of this.#watches) if (bookmarks) watch.push(bookmark);
  }

  /** Tells an event as it is, and changes nothing. */
  send(event: WatchEvent<T>): void {
    for (const watch of this.#watches.keys()) watch.push(event);
  }

  /**
   * Opens a watch. `""` is the version of now.
   * @throws SourceError `"expired"` when the version is of another world, or its events are no longer kept;
   * `"version-too-large"` when the world has not come as far.
   */
  watch({ version, bookmarks, initialEvents = false, signal }: WatchOptions): WatchStream<T> {
    const from = version === "" || initialEvents ? this.#change : this.#changeOf(version);
    const backlog = this.#backlog;
    const watch = new WatchStream<T>({ signal, ...(backlog === undefined ? {} : { backlog }) });
    if (initialEvents) {
      for (const object of this.#objects.values()) watch.push({ type: "added", object });
      watch.push({ type: "bookmark", version: this.version, initialEventsEnd: true });
    }
    for (let place = this.#placeAfter(from); place < this.#events.length; place++) {
      watch.push(this.#events.at(place)!.event);
    }
    this.#watches.set(watch, { bookmarks });
    watch.onEnd(() => this.#watches.delete(watch));
    return watch;
  }

  /** Forgets the events up to now: a watch from an earlier version is refused. Open watches go on. */
  forget(): void {
    this.#events.clear();
    this.#forgotten = this.#change;
  }

  /** Ends the open watches: with an error if there is one, and otherwise in good order. */
  endWatches(error?: unknown): void {
    for (const watch of this.#watches.keys()) {
      if (error === undefined) watch.end();
      else watch.fail(error);
    }
  }

  #tell(event: WatchEvent<T>, isTold: boolean): void {
    this.#change++;
    if (!isTold) return;
    this.#events.push({ change: this.#change, event });
    if (this.#events.length > this.#history) this.#forgotten = this.#events.take(1)[0]!.change;
    this.send(event);
  }

  /** @throws SourceError when nothing can be told from there. */
  #changeOf(version: string): number {
    const digits = version.startsWith(this.#epoch) ? version.slice(this.#epoch.length) : "";
    const change = /^\d+$/.test(digits) ? Number(digits) : -1;
    if (change > this.#change) {
      throw new SourceError(
        "version-too-large",
        `version ${version} is not reached yet: it is ${this.version}`,
      );
    }
    if (change < this.#forgotten) {
      throw new SourceError("expired", `version ${version} is too old, or of another time: list again`);
    }
    return change;
  }

  /** The place of the first event after this change. */
  #placeAfter(change: number): number {
    let low = 0;
    for (let high = this.#events.length; low < high;) {
      const middle = (low + high) >> 1;
      if (this.#events.at(middle)!.change <= change) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

let worlds = 0;

/**
 * What the versions of a world that lives in this process begin with, so that those of another process, or of another
 * world of this one, are not taken for its own.
 */
export function newEpoch(clock: Clock): string {
  return `${Math.floor(clock.wallNow()).toString(36)}.${++worlds}.`;
}
