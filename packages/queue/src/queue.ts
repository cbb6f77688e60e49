import type { Lease } from "./lease.ts";

/** Gives each item the text it is known by: two items with one key are one piece of work. */
export type KeyOf<T> = (item: T) => string;

/**
 * What becomes of the payload when a key that already needs work is added again: the `"latest"` item replaces the
 * one that waits, the `"first"` one stays, or a function makes one of the two. A key that is in hand keeps the item it
 * was got with; what is added meanwhile belongs to its next run.
 *
 * An add whose function throws rejects that add and changes nothing. Where a delay has ended there is no caller: the
 * key stays ready with the payload it has, and the error is thrown out of the timer.
 */
export type PayloadPolicy<T> = "latest" | "first" | ((waiting: T, added: T) => T);

/**
 * What an add did. `"added"`: the key is ready. `"coalesced"`: it needed work already. `"rerun"`: it is in hand, and
 * is handed out once more when it is done. `"dropped"`: the queue is shutting down and took nothing.
 */
export type AddOutcome = "added" | "coalesced" | "rerun" | "dropped";

/** How many adds of a batch ended in which outcome. */
export type AddCounts = Record<AddOutcome, number>;

/** How a key is added. */
export interface AddOptions {
  /**
   * Higher goes first; keys of one priority go in order of arrival. A repeated add may raise it, which puts the key at
   * the end of its new level, and never lowers it.
   * @defaultValue 0
   */
  readonly priority?: number;
  /**
   * Says that this is the item of the run in hand, to be tried again: what was added meanwhile is newer, so the two are
   * combined in that order, and a retry never puts an old payload over a new one.
   * @defaultValue false: what is added last is the newest
   */
  readonly again?: boolean;
}

/** How a batch is got. */
export interface BatchOptions {
  /**
   * How long to wait, from the moment the batch holds its first key, for more to join. Zero takes what is there.
   * @defaultValue 0
   */
  readonly maxWaitMs?: number;
  /** Ends the wait. A batch that holds keys resolves with them; an empty one rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** How to drain. */
export interface DrainOptions {
  /** Ends the wait; the report then says `"aborted"`. The queue stays shut down. */
  readonly signal?: AbortSignal;
  /**
   * `"processing"` waits for what is in hand alone, as client-go does: ready keys may remain.
   * @defaultValue ready keys and those in hand
   */
  readonly only?: "processing";
}

/** How a drain ended, and what was left at that moment. */
export interface DrainReport {
  /** `"shut-down"`: somebody called `shutDown` during the drain, which ends it, as a second SIGTERM should. */
  readonly ended: "drained" | "aborted" | "shut-down";
  /** Keys that were still ready. */
  readonly ready: number;
  /** Keys that were still in hand. */
  readonly processing: number;
  /** Keys that still waited for their time. They are lost with the process. */
  readonly waiting: number;
}

/**
 * Where a key is. `"ready"`: in line to be got. `"processing"`: got and not yet done. `"rerun"`: in hand, and changed
 * since. `"waiting"`: not yet due, and none of the others.
 */
export type KeyState = "ready" | "processing" | "rerun" | "waiting";

/** One key in a listing. */
export interface ListedKey<T> {
  /** The text the item is known by. */
  readonly key: string;
  /** The item of the next run; for a key that is in hand and did not change, the item it was got with. */
  readonly item: T;
  readonly state: KeyState;
  /** The priority of the next run; for a key that is in hand and did not change, that of the present one. */
  readonly priority: number;
}

/** Numbers of a queue, cheap to ask for at any time. The counts since the start never go down. */
export interface QueueStats {
  /** In line to be got. */
  readonly ready: number;
  /** Got and not yet done, those that changed meanwhile included. */
  readonly processing: number;
  /** In hand and changed since. */
  readonly rerun: number;
  /** Not yet due. */
  readonly waiting: number;
  /** Calls of `get` and `getBatch` that wait for a key. */
  readonly getters: number;
  /** Adds since the start, by outcome. */
  readonly adds: Readonly<AddCounts>;
  /** Leases that ended, since the start. */
  readonly done: number;
}

/**
 * Keys that need work: each at most once at a time, in the order in which they were first asked for.
 *
 * The verbs and their meaning are those of client-go's `workqueue`. Lookups take the key; `add` takes the item.
 */
export interface Queue<T> extends AsyncIterable<Lease<T>>, Disposable {
  /** The name under which metrics are kept; empty when there are none. */
  readonly name: string;

  /** The key of an item. */
  readonly keyOf: KeyOf<T>;

  /** What is left of two payloads of one key, by the queue's {@link PayloadPolicy}. */
  combine(waiting: T, added: T): T;

  /**
   * Marks the item's key as needing work. A key that needs work already stays where it is in line, unless its priority
   * rises. A key in hand is handed out again once it is done, at the end of the line.
   */
  add(item: T, options?: AddOptions): AddOutcome;

  /** Adds many; says how many ended in which outcome. */
  addAll(items: Iterable<T>, options?: AddOptions): AddCounts;

  /**
   * The next key, as soon as there is one; it is in hand then, and given to nobody else until it is done. Callers are
   * served in the order in which they called. After a shutdown the ready keys are still handed out; once there are
   * none, the answer is `undefined`.
   * @throws The signal's reason when it is aborted first; no key is lost by it.
   */
  get(signal?: AbortSignal): Promise<Lease<T> | undefined>;

  /** The next key if one is ready now. */
  tryGet(): Lease<T> | undefined;

  /**
   * Up to `max` keys at once: at least one, unless the queue is shut down and empty, when the batch is too.
   * @throws RangeError when `max` is not a whole number of at least 1.
   */
  getBatch(max: number, options?: BatchOptions): Promise<Lease<T>[]>;

  /** Says that the work on a key in hand is done. For any other key it does nothing. */
  done(key: string): void;

  /** Whether the queue knows the key: ready, in hand or waiting. */
  has(key: string): boolean;

  /** Where the key is; `undefined` when the queue does not know it. */
  stateOf(key: string): KeyState | undefined;

  /** All keys: the ready ones as they will be got, then those in hand, then those waiting, the next due first. */
  list(): Iterable<ListedKey<T>>;

  /** How many keys are ready. Neither those in hand nor those waiting count. */
  readonly length: number;

  /** Whether the queue was told to shut down. */
  readonly shuttingDown: boolean;

  /** Refuses adds from now on; what is ready can still be got. Ends a drain. A second call does nothing. */
  shutDown(): void;

  /** Shuts down, and resolves when nothing is ready or in hand any more. Any number of drains may be under way. */
  shutDownWithDrain(options?: DrainOptions): Promise<DrainReport>;

  /** Numbers for a status page. */
  stats(): QueueStats;

  /** Shuts down and removes the queue's metrics. */
  [Symbol.dispose](): void;
}
