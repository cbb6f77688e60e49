import { Waiters, type Clock } from "@workset/clock";
import type { ListOptions, ListPage, ListWatch, WatchEvent, WatchOptions } from "./list-watch.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import { compareVersions } from "../objects/versions.ts";
import { SourceError } from "./source-error.ts";
import { WatchCache } from "./watch-cache.ts";
import type { WatchStream } from "./watch-stream.ts";

/** How a {@link FakeSource} is made. */
export interface FakeSourceOptions<T> {
  /** How objects are read. */
  readonly meta: Pick<ObjectMeta<T>, "keyOf" | "versionOf">;
  /** Returns a copy of the object with this version, which its `versionOf` then gives. */
  readonly stamp: (object: T, version: string) => T;
  /** How many of the last events are kept; a watch from an older version is `"expired"`. @defaultValue 10,000 */
  readonly history?: number;
  /** The most objects on a page, whatever the request says. @defaultValue the limit of the request */
  readonly pageSize?: number;
  /** Whether a watch can begin with every existing object. @defaultValue false */
  readonly sendsInitialEvents?: boolean;
  /** Ends watches after their `timeoutMs`. @defaultValue none: watches stay open */
  readonly clock?: Clock;
}

/** How a change of a {@link FakeSource} is made. */
export interface FakeChangeOptions {
  /** Whether no watch ever sends the change: only a list shows it. @defaultValue false */
  readonly dropped?: boolean;
}

/** A request to a {@link FakeSource}: its options without the signal. */
export type FakeRequest =
  | ({ readonly verb: "list" } & Omit<ListOptions, "signal">)
  | ({ readonly verb: "watch" } & Omit<WatchOptions, "signal">);

/** A refusal of the next requests. */
interface Refusal {
  readonly error: unknown;
  times: number;
}

/** The pages of a list that were not requested yet. */
interface Rest<T> {
  readonly items: readonly T[];
  readonly version: string;
}

/**
 * A source for tests: a collection in memory that the test changes, and the ways in which a real source fails. Versions are
 * numbers that grow by one with each change. Nothing waits for time to pass, so a test that lets its promises settle has
 * seen everything.
 *
 * It is simpler than a real source: every list has the newest state, and every write succeeds, also one that was made from
 * an old state. Test conflicts of writes elsewhere.
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
  readonly meta: ObjectMeta<T>;
  /** Every request so far, also the refused ones. The test may empty it. */
  readonly requests: FakeRequest[] = [];
  readonly #stamp: (object: T, version: string) => T;
  readonly #pageSize: number;
  readonly #clock: Clock | undefined;
  readonly #cache: WatchCache<T>;
  readonly #refusals = { list: [] as Refusal[], watch: [] as Refusal[] };
  readonly #holds = { list: 0, watch: 0 };
  readonly #held = new Waiters();
  readonly #rests = new Map<string, Rest<T>>();
  #pending = 0;
  #tokens = 0;

  constructor(options: FakeSourceOptions<T>) {
    const { meta, stamp, history, pageSize = Infinity, sendsInitialEvents = false, clock } = options;
    this.meta = meta;
    this.#stamp = stamp;
    this.#pageSize = pageSize;
    this.#clock = clock;
    this.#cache = new WatchCache<T>({ meta, ...(history === undefined ? {} : { history }) });
    this.sendsInitialEvents = sendsInitialEvents;
  }

  // The objects.

  /** The version of the collection. */
  get version(): string {
    return this.#cache.version;
  }

  /** All objects. */
  get objects(): T[] {
    return this.#cache.list();
  }

  /** The object of this key. */
  get(key: string): T | undefined {
    return this.#cache.get(key);
  }

  /** Adds an object; returns it with its version. @throws Error when its key exists. */
  add(object: T, options?: FakeChangeOptions): T {
    const key = this.meta.keyOf(object);
    if (this.#cache.get(key) !== undefined) throw new Error(`add: ${key} exists already; modify or set it`);
    return this.set(object, options);
  }

  /** Changes an object; returns it with its version. @throws Error when its key does not exist. */
  modify(object: T, options?: FakeChangeOptions): T {
    const key = this.meta.keyOf(object);
    if (this.#cache.get(key) === undefined) throw new Error(`modify: ${key} does not exist; add or set it`);
    return this.set(object, options);
  }

  /** Adds or changes an object; returns it with its version. */
  set(object: T, { dropped = false }: FakeChangeOptions = {}): T {
    const stamped = this.#stamp(object, this.#cache.nextVersion);
    this.#cache.set(stamped, !dropped);
    return stamped;
  }

  /**
   * Deletes the object of this key; returns it, and sends it, with the version of the deletion.
   * @throws Error when it does not exist.
   */
  delete(key: string, { dropped = false }: FakeChangeOptions = {}): T {
    const object = this.#cache.get(key);
    if (object === undefined) throw new Error(`delete: ${key} does not exist`);
    const last = this.#stamp(object, this.#cache.nextVersion);
    this.#cache.delete(key, !dropped, last);
    return last;
  }

  // The failures.

  /** Refuses the next `times` lists with this error. Several refusals follow one another. */
  failNextList(error: unknown, times = 1): void {
    this.#refusals.list.push({ error, times });
  }

  /** Refuses the next `times` watches with this error. Several refusals follow one another. */
  failNextWatch(error: unknown, times = 1): void {
    this.#refusals.watch.push({ error, times });
  }

  /**
   * Holds further requests of one verb until the result is disposed. A list is answered with the objects of the time of its
   * request; a watch is opened only after the hold.
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

  /** Ends the open watches as expired, and drops the kept events: every client must list again. */
  resetWatches(): void {
    this.#cache.forget();
    this.breakWatches(new SourceError("expired", "the watches were reset"));
  }

  /** Ends the open watches without an error. */
  closeWatches(): void {
    this.#cache.endWatches();
  }

  /** Sends this error to the open watches, and ends them. */
  breakWatches(error: unknown): void {
    this.#cache.endWatches(error);
  }

  /** Sends a bookmark to the open watches that asked for them. */
  bookmark(): void {
    this.#cache.bookmark();
  }

  /** Sends an event to the open watches as it is, whether it makes sense or not. */
  send(event: WatchEvent<T>): void {
    this.#cache.send(event);
  }

  /** Drops the kept events: a watch from an earlier version is `"expired"`. Open watches go on. */
  compact(): void {
    this.#cache.forget();
  }

  /** Drops lists of which pages are missing: requests for the next page are `"expired"`. */
  expireContinues(): void {
    this.#rests.clear();
  }

  // The state.

  /** How many watches are open. */
  get openWatches(): number {
    return this.#cache.watches;
  }

  /** How many requests are held. */
  get pending(): number {
    return this.#pending;
  }

  // The source.

  /** Versions are numbers. */
  compareVersions(a: string, b: string): number {
    return compareVersions(a, b);
  }

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
    return this.#withTimeout(this.#cache.watch({ signal, ...request }), request.timeoutMs);
  }

  #receive(request: FakeRequest, signal: AbortSignal): void {
    this.requests.push(request);
    signal.throwIfAborted();
  }

  /** The answer to a list: decided now, given after the hold. */
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
    if (!rest) throw new SourceError("expired", `the list of the token ${continueToken} is gone: list again`);
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
        `version ${version} is not reached yet: the newest is ${this.version}`,
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
      while (this.#holds[verb] > 0) await this.#held.wait(signal);
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
