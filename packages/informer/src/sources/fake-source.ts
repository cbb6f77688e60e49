import type { Clock } from "@workset/clock";
import type { ListOptions, ListPage, ListWatch, WatchEvent, WatchOptions } from "./list-watch.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import { Waiters } from "../internal/waiters.ts";
import { SourceError } from "./source-error.ts";
import { WatchCache } from "./watch-cache.ts";
import type { WatchStream } from "./watch-stream.ts";

/** How a {@link FakeSource} is made. */
export interface FakeSourceOptions<T> {
  /** How objects are read. */
  readonly meta: Pick<ObjectMeta<T>, "keyOf" | "versionOf">;
  /** The object with this version in it, as a new object; its `versionOf` is the version then. */
  readonly stamp: (object: T, version: string) => T;
  /** How many of the last events are kept; a watch from before is `"expired"`. @defaultValue 10,000 */
  readonly history?: number;
  /** The most objects on a page, whatever is asked for. @defaultValue no bound but the one asked for */
  readonly pageSize?: number;
  /** Whether a watch can begin with all present objects. @defaultValue false */
  readonly sendsInitialEvents?: boolean;
  /** Ends watches after their `timeoutMs`. @defaultValue none: watches stay open */
  readonly clock?: Clock;
}

/** How a change of a {@link FakeSource} is made. */
export interface FakeChangeOptions {
  /** Whether no watch ever tells of the change, open now or later: only a list shows it. @defaultValue false */
  readonly dropped?: boolean;
}

/** A request that was made of a {@link FakeSource}: the options it came with, but for the signal. */
export type FakeRequest =
  | ({ readonly verb: "list" } & Omit<ListOptions, "signal">)
  | ({ readonly verb: "watch" } & Omit<WatchOptions, "signal">);

/** A refusal that waits for its request. */
interface Refusal {
  readonly error: unknown;
  times: number;
}

/** What of a list is still to be handed over. */
interface Rest<T> {
  readonly items: readonly T[];
  readonly version: string;
}

/**
 * A source for tests: a world in memory that the test changes, and the ways in which a real source goes wrong. Versions
 * are numbers that grow by one with each change. Nothing waits for time to pass, so a test that lets its promises settle
 * has seen all there is to see.
 *
 * It is kinder than a real one: every list is as new as can be, and every write is taken, also one that was made from an
 * old state. What a controller does about conflicts has to be tested elsewhere.
 *
 * ```ts
 * const source = new FakeSource<Thing>({ meta, stamp: (thing, version) => ({ ...thing, version }) });
 * source.add({ name: "a", version: "" });
 * source.failNextList(new SourceError("throttled", "too many requests"));
 * source.delete("a", { dropped: true });
 * source.resetWatches();
 * ```
 */
export class FakeSource<T> implements ListWatch<T> {
  readonly sendsInitialEvents: boolean;
  /** Every request so far, the refused ones included. The test may empty it. */
  readonly requests: FakeRequest[] = [];
  readonly #meta: Pick<ObjectMeta<T>, "keyOf" | "versionOf">;
  readonly #stamp: (object: T, version: string) => T;
  readonly #pageSize: number;
  readonly #clock: Clock | undefined;
  readonly #world: WatchCache<T>;
  readonly #refusals = { list: [] as Refusal[], watch: [] as Refusal[] };
  readonly #holds = { list: 0, watch: 0 };
  readonly #held = new Waiters();
  readonly #rests = new Map<string, Rest<T>>();
  #pending = 0;
  #tokens = 0;

  constructor(options: FakeSourceOptions<T>) {
    const { meta, stamp, history, pageSize = Infinity, sendsInitialEvents = false, clock } = options;
    this.#meta = meta;
    this.#stamp = stamp;
    this.#pageSize = pageSize;
    this.#clock = clock;
    this.#world = new WatchCache<T>({ meta, ...(history === undefined ? {} : { history }) });
    this.sendsInitialEvents = sendsInitialEvents;
  }

  // The world.

  /** The version of the world. */
  get version(): string {
    return this.#world.version;
  }

  /** All objects there are. */
  get objects(): T[] {
    return this.#world.list();
  }

  /** The object of this key. */
  get(key: string): T | undefined {
    return this.#world.get(key);
  }

  /** Puts a new object in the world; it is given back with its version. @throws Error when its key is there. */
  add(object: T, options?: FakeChangeOptions): T {
    const key = this.#meta.keyOf(object);
    if (this.#world.get(key) !== undefined) throw new Error(`add: there is ${key} already; modify or set it`);
    return this.set(object, options);
  }

  /** Changes an object; it is given back with its version. @throws Error when its key is not there. */
  modify(object: T, options?: FakeChangeOptions): T {
    const key = this.#meta.keyOf(object);
    if (this.#world.get(key) === undefined) throw new Error(`modify: there is no ${key}; add or set it`);
    return this.set(object, options);
  }

  /** Adds or changes, whichever it is; the object is given back with its version. */
  set(object: T, { dropped = false }: FakeChangeOptions = {}): T {
    const stamped = this.#stamp(object, this.#world.nextVersion);
    this.#world.set(stamped, !dropped);
    return stamped;
  }

  /**
   * Removes the object of this key; it is given back, and told, with the version of the deletion.
   * @throws Error when there is none.
   */
  delete(key: string, { dropped = false }: FakeChangeOptions = {}): T {
    const object = this.#world.get(key);
    if (object === undefined) throw new Error(`delete: there is no ${key}`);
    const last = this.#stamp(object, this.#world.nextVersion);
    this.#world.delete(key, !dropped, last);
    return last;
  }

  // What goes wrong.

  /** Refuses the next requests to list, so many times, with this error. Several refusals come one after another. */
  failNextList(error: unknown, times = 1): void {
    this.#refusals.list.push({ error, times });
  }

  /** Refuses the next requests to watch, so many times, with this error. Several refusals come one after another. */
  failNextWatch(error: unknown, times = 1): void {
    this.#refusals.watch.push({ error, times });
  }

  /**
   * Lets the requests of one verb that come from now on wait until what it answers is disposed. A list is answered with
   * the world as it was when it was asked for; a watch is opened only then.
   */
  hold(verb: "list" | "watch"): Disposable {
    this.#holds[verb]++;
    let isHeld = true;
    return {
      [Symbol.dispose]: () => {
        if (!isHeld) return;
        isHeld = false;
        this.#holds[verb]--;
        this.#held.wake();
      },
    };
  }

  /** Breaks the open watches off as expired, and forgets the events so far: everyone has to list again. */
  resetWatches(): void {
    this.#world.forget();
    this.breakWatches(new SourceError("expired", "the watches were reset"));
  }

  /** Ends the open watches in good order. */
  closeWatches(): void {
    this.#world.endWatches();
  }

  /** Tells the open watches this error, and ends them. */
  breakWatches(error: unknown): void {
    this.#world.endWatches(error);
  }

  /** Tells the open watches how far they have come, if they asked for bookmarks. */
  bookmark(): void {
    this.#world.bookmark();
  }

  /** Tells the open watches an event as it is, fitting or not. */
  send(event: WatchEvent<T>): void {
    this.#world.send(event);
  }

  /** Forgets the events so far: a watch from an earlier version is `"expired"`. Open watches go on. */
  compact(): void {
    this.#world.forget();
  }

  /** Forgets the lists that are handed over page by page: whoever asks for their next page is told `"expired"`. */
  expireContinues(): void {
    this.#rests.clear();
  }

  // What can be seen.

  /** How many watches are open. */
  get openWatches(): number {
    return this.#world.watches;
  }

  /** How many requests are held. */
  get pending(): number {
    return this.#pending;
  }

  // The source.

  async list({ signal, ...request }: ListOptions): Promise<ListPage<T>> {
    this.#receive({ verb: "list", ...request }, signal);
    const page = this.#answer(request);
    await this.#wait("list", signal);
    return page();
  }

  async watch({ signal, ...request }: WatchOptions): Promise<AsyncIterable<WatchEvent<T>>> {
    this.#receive({ verb: "watch", ...request }, signal);
    const refusal = this.#takeRefusal("watch");
    await this.#wait("watch", signal);
    if (refusal) throw refusal.error;
    return this.#withTimeout(this.#world.watch({ signal, ...request }), request.timeoutMs);
  }

  #receive(request: FakeRequest, signal: AbortSignal): void {
    this.requests.push(request);
    signal.throwIfAborted();
  }

  /** What a list is answered with: found now, handed over when it may be. */
  #answer(request: Omit<ListOptions, "signal">): () => ListPage<T> {
    const refusal = this.#takeRefusal("list");
    if (refusal) return () => throwError(refusal.error);
    try {
      const page = this.#page(request);
      return () => page;
    } catch (error) {
      return () => throwError(error);
    }
  }

  #page({ version, limit = 0, continueToken }: Omit<ListOptions, "signal">): ListPage<T> {
    const rest = continueToken === undefined ? this.#whole(version) : this.#rests.get(continueToken);
    if (!rest)
      throw new SourceError("expired", `the list that goes on at ${continueToken} is gone: list again`);
    if (continueToken !== undefined) this.#rests.delete(continueToken);
    const size = Math.min(this.#pageSize, limit > 0 ? limit : Infinity);
    if (rest.items.length <= size) return { items: rest.items, version: rest.version };
    const next = `page-${++this.#tokens}`;
    this.#rests.set(next, { items: rest.items.slice(size), version: rest.version });
    return { items: rest.items.slice(0, size), version: rest.version, continueToken: next };
  }

  #whole(version: string): Rest<T> {
    if (Number(version) > Number(this.version)) {
      throw new SourceError(
        "version-too-large",
        `version ${version} is not reached yet: it is ${this.version}`,
      );
    }
    return { items: this.objects, version: this.version };
  }

  #takeRefusal(verb: "list" | "watch"): Refusal | undefined {
    const [first] = this.#refusals[verb];
    if (first && --first.times <= 0) this.#refusals[verb].shift();
    return first;
  }

  async #wait(verb: "list" | "watch", signal: AbortSignal): Promise<void> {
    this.#pending++;
    try {
      while (this.#holds[verb] > 0) await this.#held.sleep(signal);
      signal.throwIfAborted();
    } finally {
      this.#pending--;
    }
  }

  #withTimeout(watch: WatchStream<T>, timeoutMs: number | undefined): WatchStream<T> {
    if (this.#clock && timeoutMs !== undefined) {
      const timer = this.#clock.after(timeoutMs, () => watch.end());
      watch.onEnd(() => timer[Symbol.dispose]());
    }
    return watch;
  }
}

function throwError(error: unknown): never {
  throw error;
}
