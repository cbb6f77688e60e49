import type { ClearFilter } from "./clear-filter.ts";
import type { Lease } from "./lease.ts";
import type { ProcessHandler, ProcessOptions } from "./process-keys.ts";

/** Gives each item its key, the string that identifies it: two items with one key are one piece of work. */
export type KeyOf<T> = (item: T) => string;

/**
 * What becomes of the payload when a key that already needs work is added again: the `"latest"` item replaces the
 * one that waits, the `"first"` one stays, or a function makes one of the two. A key that is processed keeps the item it
 * was got with; what is added meanwhile belongs to its next run.
 *
 * An add whose function throws rejects that add and changes nothing. Where a delay has ended there is no caller: the
 * key stays ready with the payload it has, and the error is thrown out of the timer.
 */
export type PayloadPolicy<T> = "latest" | "first" | ((waiting: T, added: T) => T);

/**
 * What an add did. `"added"`: the key is ready. `"coalesced"`: it needed work already. `"rerun"`: it is processed now,
 * and is handed out once more when it is done. `"dropped"`: the queue is shutting down and took nothing.
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
   * This is the item of the present run, to be tried again. What was added meanwhile is newer, so the two are combined
   * in that order, and a retry never puts an old payload over a new one.
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
   * `"processing"` waits for the keys being processed alone, as client-go does: ready keys may remain.
   * @defaultValue ready keys and those being processed
   */
  readonly only?: "processing";
}

/** How a drain ended, and what was left at that moment. */
export interface DrainReport {
  /** `"shut-down"`: `shutDown` was called during the drain, which ends it, as a second SIGTERM should. */
  readonly ended: "drained" | "aborted" | "shut-down";
  /** Keys that were still ready. */
  readonly ready: number;
  /** Keys that were still being processed. */
  readonly processing: number;
  /** Keys that still waited for their time. They are lost with the process. */
  readonly waiting: number;
}

/**
 * The state of a key. `"ready"`: needs work, and can be got. `"processing"`: got and not yet done. `"rerun"`: being
 * processed, and added again since. `"waiting"`: not yet due, and none of the others.
 */
export type KeyState = "ready" | "processing" | "rerun" | "waiting";

/** One key in a listing. */
export interface ListedKey<T> {
  /** The string that identifies the item. */
  readonly key: string;
  /** The item of the next run; for a key that is processed and was not added since, the item it was got with. */
  readonly item: T;
  readonly state: KeyState;
  /** The priority of the next run; for a key that is processed and was not added since, that of the present one. */
  readonly priority: number;
}

/** Numbers of a queue, cheap to read at any time. The counts since the start never go down. */
export interface QueueStats {
  /** Keys that can be got. */
  readonly ready: number;
  /** Keys that were got and are not yet done, those to run again included. */
  readonly processing: number;
  /** Keys being processed that were added again since. */
  readonly rerun: number;
  /** Keys that are not yet due. */
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
   * Marks the item's key as needing work. A key that needs work already keeps its position, unless its priority rises. A
   * key that is processed is handed out again once it is done, after the keys that are ready by then.
   */
  add(item: T, options?: AddOptions): AddOutcome;

  /** Adds many; says how many ended in which outcome. */
  addAll(items: Iterable<T>, options?: AddOptions): AddCounts;

  /**
   * The next key, as soon as there is one. It is processed from then on, and handed to no other caller until its lease
   * is done or disposed: `using` ends it also when the work has thrown, and the key is not tried again. Callers are
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

  /** Ends the work on a key that is processed. For any other key it does nothing. */
  done(key: string): void;

  /**
   * Calls the handler with each key, `concurrency` keys at a time, until the queue is shut down and empty or the signal
   * is aborted; resolves when no handler runs any more. The loop that cannot lose work: the lease ends when the handler
   * does, and a key whose handler throws or rejects is requeued, so that it runs again. `onError` learns of each failure.
   *
   * A queue without delays requeues at the end; the worker keeps the key, and waits 100 ms, longer with each failure in a
   * row, up to 10 s, before it goes on. A delaying queue adds it after a second, a rate-limiting queue as its limiter
   * says. A run that throws after the abort of the signal makes its key ready again, without counting as a failure. After
   * a shutdown nothing can be requeued: a key that fails then is lost, and `onError` says so.
   * @throws RangeError or TypeError, naming the option, when one has no meaning.
   */
  process(handler: ProcessHandler<T>, options?: ProcessOptions<T>): Promise<void>;

  /**
   * Resolves when nothing is ready or processing; at once when that is so now. Keys that wait for their time do not
   * count.
   * @throws The signal's reason, as soon as it is aborted.
   */
  idle(signal?: AbortSignal): Promise<void>;

  /**
   * Takes the key out of the queue. A ready or waiting key is gone; of a key that is processed the next run is, and the
   * present one goes on. Whether anything was removed.
   */
  remove(key: string): boolean;

  /**
   * {@link remove} for every key that matches. How many were removed: a key that is ready and also waits counts twice.
   * @throws TypeError when the filter has no field, or an unknown one: every key needs `{ all: true }`.
   */
  clear(filter: ClearFilter<T>): number;

  /** Whether the queue knows the key: ready, processing or waiting. */
  has(key: string): boolean;

  /** The state of the key; `undefined` when the queue does not know it. */
  stateOf(key: string): KeyState | undefined;

  /** All keys: the ready ones as they will be got, then those being processed, then those waiting, the next due first. */
  list(): Iterable<ListedKey<T>>;

  /** How many keys are ready. Neither those being processed nor those waiting count. */
  readonly length: number;

  /** Whether the queue is shutting down or shut down. */
  readonly shuttingDown: boolean;

  /** Refuses adds from now on; what is ready can still be got. Ends a drain. A second call does nothing. */
  shutDown(): void;

  /** Shuts down, and resolves when nothing is ready or processing any more. Any number of drains may be under way. */
  shutDownWithDrain(options?: DrainOptions): Promise<DrainReport>;

  /** Numbers for a status page. */
  stats(): QueueStats;

  /** Shuts down and removes the queue's metrics. */
  [Symbol.dispose](): void;
}
