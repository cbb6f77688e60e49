import { checkedDelay } from "@workset/clock";
import {
  leases,
  matching,
  type AddOptions,
  type BatchOptions,
  type ClearFilter,
  type DrainOptions,
  type DrainReport,
} from "@workset/queue";
import type { PreparedAdd, QueuePolicy, QueueStore, Recovery, Release, StoreCounts } from "@workset/store";
import { clearKeys } from "./clear-keys.ts";
import type { DurableLease } from "./durable-lease.ts";
import type {
  DurableAddAfterOptions,
  DurableAddCounts,
  DurableAddOutcome,
  DurableKeyState,
  DurableListedKey,
  DurableQueueArguments,
  DurableStats,
  DurableWaitingKey,
} from "./durable-options.ts";
import { assemble, type DurableParts } from "./durable-parts.ts";
import type { FailedSet } from "./failed-set.ts";
import { resolve, type ResolvedDurableOptions } from "./resolved-options.ts";
import { processLeases, type DurableRun, type DurableProcessOptions } from "./process-leases.ts";
import { QuarantineError } from "./quarantine-error.ts";
import { QueueTime } from "./queue-time.ts";
import { StoreEvents } from "./store-events.ts";
import type { RateLimiter } from "@workset/rate-limiters";

/**
 * A work queue whose keys outlive the process: the verbs of the queues in the process, in the same words, each a
 * promise that resolves after its effect is committed. A verb that rejects has changed nothing.
 *
 * The store holds the keys; here are those who wait for keys, the leases that are out, and the time at which the next
 * key is due. Memory does not grow with the backlog.
 */
export class DurableQueue<T = string> implements AsyncDisposable, AsyncIterable<DurableLease<T>> {
  /** The name in the store. */
  readonly name: string;
  /** What the store found when the queue was opened. */
  readonly recovery: Recovery;
  /** The keys that were given up. */
  readonly failed: FailedSet<T>;
  /** The key of an item. @throws TypeError when it is not well-formed text. */
  readonly keyOf: (item: T) => string;
  readonly #parts: DurableParts<T>;
  readonly #policy: QueuePolicy;
  readonly #countsFailures: boolean;
  #closing: Promise<void> | undefined;

  /**
   * Opens a queue. What was processing when the last owner ended is ready again, before all other keys.
   * @throws StoreError when the store cannot be opened or does not answer. TypeError or RangeError, naming the option,
   * when one has no meaning.
   */
  static async open<T = string>(...[options]: DurableQueueArguments<T>): Promise<DurableQueue<T>> {
    const resolved = resolve<T>(options);
    const { store, name, items, merge, backoff, maxCrashes, limiter, clock, onError } = resolved;
    const time = new QueueTime(clock);
    const events = new StoreEvents(clock, time);
    const { observer } = events;
    const delayMs = retryDelay(limiter, time, onError);
    const policy = { combine: items.combine, merge, backoff, maxCrashes, retryDelayMs: delayMs };
    const opened = await store.open({ queue: name, policy, now: time.now(), observer });
    time.onJump = (byMs) => void opened.shiftDueTimes(byMs).catch(onError);
    let queue: DurableQueue<T> | undefined;
    try {
      queue = new DurableQueue<T>(opened, resolved, { events, time, policy });
      for (const key of opened.recovery.quarantined) onError(new QuarantineError(name, key, maxCrashes));
      queue.#parts.meter?.found(await queue.#counts(), queue.recovery);
      return queue;
    } catch (error) {
      // Report the original error, not one from closing.
      await Promise.allSettled([queue ? queue.close() : opened.close(time.now())]);
      throw error;
    }
  }

  private constructor(store: QueueStore, options: ResolvedDurableOptions<T>, shared: Shared) {
    const { events, time, policy } = shared;
    this.#parts = assemble(store, options, events, time, policy.retryDelayMs);
    this.#policy = policy;
    this.#countsFailures = options.limiter.countsFailures;
    this.name = options.name;
    this.recovery = store.recovery;
    this.failed = this.#parts.failed;
    this.keyOf = options.items.keyOf;
  }

  /** Marks the item's key as needing work. */
  async add(item: T, options?: AddOptions): Promise<DurableAddOutcome> {
    const { adding } = this.#parts;
    return adding.add(adding.request(item, options));
  }

  /**
   * Adds many; says how many ended in which outcome. An item that has no key, or cannot be written, rejects the lot
   * before any is added. An add that the store refuses rejects the promise, and takes back none of the others.
   */
  addAll(items: Iterable<T>, options?: AddOptions): Promise<DurableAddCounts> {
    return this.#parts.adding.all(items, options);
  }

  /**
   * Adds the item when `delayMs` milliseconds have passed, also if the process ends or the wall clock is set meanwhile. Of
   * several delays of one key the earliest wins, unless `replace` is set. Zero or less adds at once.
   */
  addAfter(item: T, delayMs: number, options?: DurableAddAfterOptions): Promise<DurableAddOutcome> {
    return this.#parts.adding.after(item, delayMs, options);
  }

  /** Counts a failure of the key, and adds the item when the limiter says that it may go again. */
  addRateLimited(item: T, options?: DurableAddAfterOptions): Promise<DurableAddOutcome> {
    return this.#parts.adding.rateLimited(item, options);
  }

  /**
   * The add as a store's own way of adding wants it: within a transaction of the caller, say. Nothing is added by this
   * alone.
   */
  prepare(item: T, options?: AddOptions): PreparedAdd {
    const { adding, time } = this.#parts;
    return {
      queue: this.name,
      request: adding.request(item, options),
      policy: this.#policy,
      now: time.now(),
    };
  }

  /** Clears the count of failures of a key; nothing else. */
  forget(key: string): Promise<void> {
    return this.#parts.store.forget(key);
  }

  /** How often the key has failed since it was last forgotten, over restarts. */
  async numRequeues(key: string): Promise<number> {
    if (!this.#countsFailures) return 0;
    const { store, time } = this.#parts;
    return (await store.find(key, time.now()))?.failures ?? 0;
  }

  /** Takes back what waits for this key; whether anything did. What is ready or processing stays. */
  async cancel(key: string): Promise<boolean> {
    const { store, time, meter } = this.#parts;
    const cancelled = await store.cancel(key, time.now());
    meter?.look();
    return cancelled;
  }

  /** Lets a waiting key wait for at least `delayMs` milliseconds from now; whether it was waiting. */
  async postpone(key: string, delayMs: number): Promise<boolean> {
    const { store, time } = this.#parts;
    return store.postpone(key, time.after(checkedDelay("delayMs", delayMs)), time.now());
  }

  /**
   * The next key, as soon as there is one, committed as processing; it is given to no other caller until its lease has ended.
   * Callers are served in the order in which they called, and those who call in one microtask by one question to the
   * store, which is asked when the microtask ends. After a shutdown the ready keys are still handed out; once
   * there are none, or when the queue is closed, the answer is `undefined`.
   * @throws The signal's reason when it is aborted first; no key is lost by it. StoreError when the store fails.
   */
  get(signal?: AbortSignal): Promise<DurableLease<T> | undefined> {
    return signal?.aborted ? Promise.reject(signal.reason as Error) : this.#parts.takes.one(signal);
  }

  /** The next key if one is ready now, and not held up by one that runs alone before its last crash. */
  async tryGet(): Promise<DurableLease<T> | undefined> {
    if (this.#closing) return undefined;
    const { takes, store, time, processing } = this.#parts;
    // Callers are served in the order of their calls.
    takes.ask();
    const claims = await store.take(1, time.now());
    await processing.endingsOf(claims);
    return claims[0] && processing.lease(claims[0]);
  }

  /**
   * Up to `max` keys at once: at least one, unless the queue is shut down and empty, when the batch is too.
   * @throws RangeError when `max` is not a whole number of at least 1. Otherwise what {@link get} throws.
   */
  async getBatch(max: number, options: BatchOptions = {}): Promise<DurableLease<T>[]> {
    if (!Number.isInteger(max) || max < 1) {
      throw new RangeError(`max must be a whole number of at least 1, but it is ${max}`);
    }
    checkedDelay("maxWaitMs", options.maxWaitMs ?? 0);
    options.signal?.throwIfAborted();
    return this.#parts.takes.batch(max, options);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<DurableLease<T>, void, undefined> {
    return leases(this);
  }

  /** Says that the work on a key processing is done. For any other key it does nothing. */
  async done(key: string): Promise<void> {
    await this.#parts.processing.get(key)?.done();
  }

  /**
   * Calls the handler with the item of each key, `concurrency` keys at a time, until the queue is shut down and empty or
   * the signal is aborted; resolves when no handler runs any more. The loop that cannot lose work: a run is done, and its
   * failures forgotten, when the handler resolves; a handler that returns a `Release` decides itself; one that throws or
   * rejects is a failed run, which is counted and tried again as the limiter says. `onError` is called with each failure.
   * A run that throws after the abort of the signal is given back.
   * @throws RangeError or TypeError, naming the option, when one has no meaning.
   */
  process(
    handler: (item: T, run: DurableRun) => Release | void | Promise<Release | void>,
    options: DurableProcessOptions<T> = {},
  ): Promise<void> {
    return processLeases(this, handler, options, this.#parts.clock);
  }

  /**
   * Resolves when no key is ready or processing; at once when that is so now. Keys that wait for their time do not count.
   * @throws The signal's reason, as soon as it is aborted. StoreError when the store fails.
   */
  idle(signal?: AbortSignal): Promise<void> {
    return this.#parts.draining.idle(signal);
  }

  /**
   * Removes a key with its failures and errors. A ready, waiting or failed key is gone; of a processing one the next run
   * is, and the present one goes on. Whether anything was removed.
   */
  async remove(key: string): Promise<boolean> {
    const { store, time, meter, draining } = this.#parts;
    const removed = await store.remove(key, time.now());
    meter?.look();
    draining.changed();
    return removed;
  }

  /**
   * Removes the keys that match every field of the filter, page by page, and resolves with their number. The present run
   * of a processing key goes on; only its next run is removed. A key that is ready and also waits is removed in both states.
   * Failed keys stay: see {@link FailedSet.purge}. Keys that move meanwhile may be missed.
   * @throws TypeError or RangeError, naming the field, when the filter has no meaning; nothing is removed then. What
   * `where` throws, and StoreError when the store fails: what was removed before stays removed.
   */
  async clear(filter: ClearFilter<T>): Promise<number> {
    return clearKeys(this.#parts.listing.unfailed(), matching(filter), (key) => this.remove(key));
  }

  /** Whether the queue knows the key: ready, processing, waiting or failed. */
  async has(key: string): Promise<boolean> {
    return (await this.stateOf(key)) !== undefined;
  }

  /** Where the key is; `undefined` when the queue does not know it. A key processing or ready may wait besides. */
  stateOf(key: string): Promise<DurableKeyState | undefined> {
    return this.#parts.listing.stateOf(key);
  }

  /**
   * All keys: the ready ones as they will be got, then those processing, then those waiting, the next due first, then the
   * failed ones. Read page by page; keys that move meanwhile may be seen twice or not at all.
   */
  list(): AsyncGenerator<DurableListedKey<T>, void, undefined> {
    return this.#parts.listing.all();
  }

  /** The keys that wait, the one due first at the front. */
  waiting(): AsyncGenerator<DurableWaitingKey<T>, void, undefined> {
    return this.#parts.listing.waiting();
  }

  /** How many keys are ready. Neither those processing nor those waiting count. */
  get length(): Promise<number> {
    return this.#counts().then(({ ready }) => ready);
  }

  #counts(): Promise<StoreCounts> {
    const { store, time } = this.#parts;
    return store.counts(time.now());
  }

  /** Numbers for a status page. */
  async stats(): Promise<DurableStats> {
    const { ready, processing, rerun, waiting, failed } = await this.#counts();
    const { fault } = this.#parts.events;
    return {
      ready,
      processing,
      rerun,
      waiting,
      failed,
      getters: this.#parts.takes.size,
      adds: { ...this.#parts.adding.counts },
      done: this.#parts.processing.done,
      fenced: this.#parts.processing.fenced,
      ...(fault && { fault }),
    };
  }

  /** Whether the queue is shutting down. */
  get shuttingDown(): boolean {
    return this.#parts.time.stopped;
  }

  /**
   * Refuses adds from now on; what is ready can still be got, and what waits stays in the store. Ends a drain. A second
   * call does nothing more.
   */
  shutDown(): void {
    this.#stopAccepting();
    void this.#parts.draining.end();
  }

  /**
   * Shuts down, and resolves when nothing is ready or processing any more. Any number of drains may be under way. What
   * waits for its time stays in the store.
   * @throws StoreError when the store cannot say what is left.
   */
  async shutDownWithDrain(options: DrainOptions = {}): Promise<DrainReport> {
    this.#stopAccepting();
    return this.#parts.draining.wait(options);
  }

  #stopAccepting(): void {
    const { time, events, meter, takes } = this.#parts;
    if (time.stopped) return;
    time.stop();
    events[Symbol.dispose]();
    meter?.stop();
    takes.finish();
  }

  /**
   * Shuts down, gives back what is processing, removes the metrics and releases the store's queue; the store stays open.
   * A caller that waits for a key gets none. Leases that end later reject, and their keys run again. A second call does
   * nothing more.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#stopAccepting();
    const { takes, retention, unawaited, processing, draining, store, time, meter } = this.#parts;
    takes.end();
    retention[Symbol.dispose]();
    unawaited[Symbol.dispose]();
    processing.close();
    // Drains report what is left before it is given back.
    await draining.end();
    try {
      await store.close(time.now());
    } finally {
      meter?.[Symbol.dispose]();
    }
  }

  /** The same as {@link close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** What opening a queue makes for it. */
interface Shared {
  readonly events: StoreEvents;
  readonly time: QueueTime;
  readonly policy: QueuePolicy;
}

/** How long a key waits whose limiter failed. */
const defaultDelayMs = 1000;

/** How long a key waits after a failure. A limiter that throws costs the key the default delay, and is reported. */
function retryDelay(
  limiter: RateLimiter,
  time: QueueTime,
  onError: (error: unknown) => void,
): (failures: number) => number {
  return (failures) => {
    try {
      return time.delay(checkedDelay("limiter.after", limiter.after(failures)));
    } catch (error) {
      onError(error);
      return defaultDelayMs;
    }
  };
}
