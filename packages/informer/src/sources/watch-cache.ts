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
   * The prefix of the versions. A version with another prefix is of an earlier process, and has expired.
   * @defaultValue none: versions are plain numbers
   */
  readonly epoch?: string;
  /** How many of the last events are kept, so that a watch can go on from an older version. @defaultValue 10,000 */
  readonly history?: number;
  /** How many events of a watch may be unread; beyond that it ends as expired. @defaultValue 1,000,000 */
  readonly backlog?: number;
}

/** An event, and the number of its change. */
interface KeptEvent<T> {
  readonly change: number;
  readonly event: WatchEvent<T>;
}

/**
 * The objects of a source and its last events, for authors of sources: changes are numbered, and sent to every watch. A
 * source writes what it finds, and answers lists and watches from here. An API server calls it by the same name.
 */
export class WatchCache<T> {
  readonly #meta: Pick<ObjectMeta<T>, "keyOf" | "versionOf">;
  readonly #epoch: string;
  readonly #history: number;
  readonly #backlog: number | undefined;
  readonly #objects = new Map<string, T>();
  readonly #events = new Fifo<KeptEvent<T>>();
  readonly #watches = new Map<WatchStream<T>, { readonly bookmarks: boolean }>();
  #change = 0;
  /** The events of all changes after this one are kept. */
  #forgotten = 0;

  constructor({ meta, epoch = "", history = 10_000, backlog }: WatchCacheOptions<T>) {
    this.#meta = meta;
    this.#epoch = epoch;
    this.#history = history;
    this.#backlog = backlog;
  }

  /** The present version. */
  get version(): string {
    return this.#epoch + this.#change;
  }

  /** The version of the next change. */
  get nextVersion(): string {
    return this.#epoch + (this.#change + 1);
  }

  /** How many watches are open. */
  get watches(): number {
    return this.#watches.size;
  }

  /** How many objects exist. */
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

  /** Sets the object of its key; returns whether that is a change. A change may be hidden from watches. */
  set(object: T, isSent = true): boolean {
    const key = this.#meta.keyOf(object);
    const before = this.#objects.get(key);
    if (before !== undefined && this.#meta.versionOf(before) === this.#meta.versionOf(object)) return false;
    this.#objects.set(key, object);
    this.#send({ type: before === undefined ? "added" : "modified", object }, isSent);
    return true;
  }

  /** Deletes the object of this key; returns whether that is a change. `last`: the state in which it was deleted. */
  delete(key: string, isSent = true, last: T | undefined = this.#objects.get(key)): boolean {
    if (last === undefined || !this.#objects.delete(key)) return false;
    this.#send({ type: "deleted", object: last }, isSent);
    return true;
  }

  /** Replaces all objects; of several with one key the last counts. Returns whether that is a change. */
  replace(objects: Iterable<T>): boolean {
    const before = this.#change;
    const present = new Map<string, T>();
    for (const object of objects) present.set(this.#meta.keyOf(object), object);
    // Deletions first: what a folder contained is gone before a file has the name of the folder.
    for (const key of this.#objects.keys()) if (!present.has(key)) this.delete(key);
    for (const object of present.values()) this.set(object);
    return this.#change !== before;
  }

  /** Sends a bookmark to the watches that asked for them. */
  bookmark(): void {
    const bookmark = { type: "bookmark", version: this.version } as const;
    for (const [watch, { bookmarks }] of this.#watches) if (bookmarks) watch.push(bookmark);
  }

  /** Sends an event as it is, and changes nothing. */
  send(event: WatchEvent<T>): void {
    for (const watch of this.#watches.keys()) watch.push(event);
  }

  /**
   * Opens a watch. `""` is the present version.
   * @throws SourceError `"expired"` when the version has another prefix, or its events are no longer kept;
   * `"version-too-large"` when the version is not reached yet.
   */
  watch({ version, bookmarks, initialEvents = false, signal }: WatchOptions): WatchStream<T> {
    const from = version === "" || initialEvents ? this.#change : this.#changeOf(version);
    const backlog = this.#backlog;
    const watch = new WatchStream<T>({ signal, ...(backlog === undefined ? {} : { backlog }) });
    if (initialEvents) {
      for (const object of this.#objects.values()) watch.push({ type: "added", object });
      watch.push({ type: "bookmark", version: this.version, initialEventsEnd: true });
    }
    for (let index = this.#indexAfter(from); index < this.#events.length; index++) {
      watch.push(this.#events.at(index)!.event);
    }
    this.#watches.set(watch, { bookmarks });
    watch.onEnd(() => this.#watches.delete(watch));
    return watch;
  }

  /** Drops the kept events: a watch from an older version is refused. Open watches go on. */
  forget(): void {
    this.#events.clear();
    this.#forgotten = this.#change;
  }

  /** Ends the open watches, with an error if there is one. */
  endWatches(error?: unknown): void {
    for (const watch of this.#watches.keys()) {
      if (error === undefined) watch.end();
      else watch.fail(error);
    }
  }

  #send(event: WatchEvent<T>, isSent: boolean): void {
    this.#change++;
    if (!isSent) return;
    this.#events.push({ change: this.#change, event });
    if (this.#events.length > this.#history) this.#forgotten = this.#events.take(1)[0]!.change;
    this.send(event);
  }

  /** @throws SourceError when no watch can start there. */
  #changeOf(version: string): number {
    const digits = version.startsWith(this.#epoch) ? version.slice(this.#epoch.length) : "";
    const change = /^\d+$/.test(digits) ? Number(digits) : -1;
    if (change > this.#change) {
      throw new SourceError(
        "version-too-large",
        `version ${version} is not reached yet: the newest is ${this.version}`,
      );
    }
    if (change < this.#forgotten) {
      throw new SourceError("expired", `version ${version} is too old, or of an earlier process: list again`);
    }
    return change;
  }

  /** The index of the first event after this change. */
  #indexAfter(change: number): number {
    let low = 0;
    for (let high = this.#events.length; low < high;) {
      const middle = (low + high) >> 1;
      if (this.#events.at(middle)!.change <= change) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

let epochs = 0;

/** A prefix for versions that mean something in this process only: no other process, and no other source, has it. */
export function newEpoch(clock: Clock): string {
  return `${Math.floor(clock.wallNow()).toString(36)}.${++epochs}.`;
}
