import { checkedDelay, type Clock, type Timer } from "@workset/clock";
import {
  checkedPriority,
  leases,
  type AddOptions,
  type BatchOptions,
  type DrainOptions,
  type DrainReport,
} from "@workset/queue";
import type { AddRequest, Claim, Ending, QueueStore, Recovery, StoreCounts } from "@workset/store";
import { Demand } from "./demand.ts";
import { Draining } from "./draining.ts";
import { DueTimer } from "./due-timer.ts";
import type { DurableLease, LeaseOwner } from "./durable-lease.ts";
import { DurableMeter } from "./durable-meter.ts";
import type {
  DurableAddAfterOptions,
  DurableAddCounts,
  DurableAddOutcome,
  DurableKeyState,
  DurableListedKey,
  DurableQueueArguments,
  DurableStats,
  DurableWaitingKey,
  PreparedAdd,
} from "./durable-options.ts";
import { FailedSet } from "./failed-set.ts";
import { InHand } from "./in-hand.ts";
import type { Items } from "./items.ts";
import { Listing } from "./listing.ts";
import { resolve, type ResolvedDurableOptions } from "./resolved-options.ts";
import { Unattended } from "./unattended.ts";

/** No instant lies beyond; a key that is due then waits for ever. */
const endOfTime = 8_640_000_000_000_000;

const hourMs = 3_600_000;

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
  readonly #store: QueueStore;
  readonly #items: Items<T>;
  readonly #clock: Clock;
  readonly #merge: boolean;
  readonly #keepBackoff: boolean;
  readonly #countsFailures: boolean;
  readonly #onError: (error: unknown) => void;
  readonly #owner: LeaseOwner<T>;
  readonly #listing: Listing<T>;
  readonly #meter: DurableMeter | undefined;
  readonly #demand: Demand<DurableLease<T>>;
  readonly #draining: Draining;
  readonly #unattended: Unattended;
  readonly #inHand: InHand<T>;
  readonly #dueTimer: DueTimer;
  #housekeeping: Timer | undefined;
  readonly #adds = noAdds();
  #fault: Error | undefined;
  /** Since when the queue takes no adds. Its time stands still from then on: nothing that waits joins the line. */
  #shutAt: number | undefined;
  #closing: Promise<void> | undefined;

  /**
   * Opens a queue. What was in hand when the last owner ended is ready again, first in line.
   * @throws StoreError when the store can not be opened or does not answer. TypeError or RangeError, naming the option,
   * when one has no meaning.
   */
  static async open<T = string>(...[options]: DurableQueueArguments<T>): Promise<DurableQueue<T>> {
    const resolved = resolve<T>(options);
    const { store, name, items, maxCrashes, clock } = resolved;
    // The store may speak before the queue that listens is made.
    let queue: DurableQueue<T> | undefined;
    let dueAt = Infinity;
    let fault: Error | undefined;
    const faulted = (error: Error | undefined): void => {
      fault = error;
      if (queue) queue.#faulted(error);
    };
    const opened = await store.open({
      queue: name,
      now: clock.wallNow(),
      maxCrashes,
      combine: items.combine,
      observer: {
        joined: (priorities) => queue && queue.#joined(priorities.length),
        nextDueAt: (at) => {
          dueAt = at;
          if (queue) queue.#wakeAt(at);
        },
        committed: (verbs) => queue && queue.#meter?.committed(verbs),
        faulted,
        healed: () => faulted(undefined),
      },
    });
    try {
      queue = new DurableQueue<T>(opened, resolved);
      if (fault) queue.#faulted(fault);
      await queue.#begin(resolved);
      queue.#wakeAt(dueAt);
      return queue;
    } catch (error) {
      // Whatever closing says, this is what went wrong first.
      await Promise.allSettled([queue ? queue.close() : opened.close(clock.wallNow())]);
      throw error;
    }
  }

  private constructor(store: QueueStore, options: ResolvedDurableOptions<T>) {
    const { name, items, limiter, clock, metrics } = options;
    const now = (): number => this.#now();
    const counts = (): Promise<StoreCounts> => store.counts(this.#now());
    this.name = name;
    this.recovery = store.recovery;
    this.#store = store;
    this.#items = items;
    this.#clock = clock;
    this.#merge = options.merge;
    this.#keepBackoff = options.keepBackoff;
    this.#countsFailures = limiter.countsFailures;
    this.#onError = options.onError;
    this.#meter = metrics && new DurableMeter(metrics, name, clock, counts);
    this.#dueTimer = new DueTimer(clock, () => this.#due());
    this.#draining = new Draining(counts);
    this.#unattended = new Unattended(clock, options.onError);
    this.#listing = new Listing<T>(store, items, now);
    this.failed = new FailedSet<T>(store, items, now, (keys) => this.#joined(keys));
    this.#owner = {
      store,
      items,
      now,
      delayMs: (failures) => {
        return Math.min(checkedDelay("limiter.after", limiter.after(failures)), endOfTime - this.#now());
      },
      ended: (lease, how) => this.#inHand.ended(lease, how),
      retried: () => this.#delayed(),
      unattended: (how) => this.#unattended.end(how),
    };
    this.#inHand = new InHand<T>(this.#owner, clock, this.#meter, (ending) => this.#changed(ending));
    this.#demand = new Demand<DurableLease<T>>(
      {
        take: (max) => store.take(max, this.#now()),
        endingsOf: (claims) => this.#inHand.endingsOf(claims),
        lease: (claim) => this.#inHand.lease(claim),
        giveBack: (claim) => this.#giveBack(claim),
      },
      clock,
    );
  }

  async #begin({ keepFailedMs }: ResolvedDurableOptions<T>): Promise<void> {
    if (keepFailedMs < Infinity) this.#keepHouse(keepFailedMs);
    this.#meter?.found(await this.#store.counts(this.#now()), this.recovery);
  }

  #keepHouse(keepFailedMs: number): void {
    this.#watch(this.failed.purge({ failedBefore: this.#clock.wallNow() - keepFailedMs }));
    this.#housekeeping = this.#clock.after(hourMs, () => this.#keepHouse(keepFailedMs), {
      keepsAlive: false,
    });
  }

  /** The key of an item. @throws TypeError when it is not well-formed text. */
  get keyOf(): (item: T) => string {
    return this.#items.keyOf;
  }

  /** Marks the item's key as needing work. */
  async add(item: T, options?: AddOptions): Promise<DurableAddOutcome> {
    return this.#add(this.#request(item, options));
  }

  /**
   * Adds many; says how many ended in which outcome. An item that has no key, or can not be written, rejects the lot
   * before any is added. An add that the store refuses rejects the promise, and takes back none of the others.
   */
  async addAll(items: Iterable<T>, options?: AddOptions): Promise<DurableAddCounts> {
    const requests = Array.from(items, (item) => this.#request(item, options));
    const counts = noAdds();
    for (const outcome of await Promise.all(requests.map((request) => this.#add(request)))) counts[outcome]++;
    return counts;
  }

  /**
   * Adds the item when `delayMs` milliseconds have passed by the wall clock, also if the process ends meanwhile. Of
   * several delays of one key the earliest wins, unless `replace` is set. Zero or less adds at once.
   */
  async addAfter(item: T, delayMs: number, options?: DurableAddAfterOptions): Promise<DurableAddOutcome> {
    checkedDelay("delayMs", delayMs);
    const request = this.#request(item, options);
    this.#delayed();
    return delayMs <= 0 ? this.#add(request) : this.#add({ ...request, due: this.#dueAt(delayMs) });
  }

  /** Counts a failure of the key, and adds the item when the limiter says that it may go again. */
  async addRateLimited(item: T, options?: DurableAddAfterOptions): Promise<DurableAddOutcome> {
    const request = this.#request(item, options);
    this.#delayed();
    return this.#add({ ...request, due: this.#owner.delayMs });
  }

  #delayed(): void {
    if (this.#shutAt === undefined) this.#meter?.delayed();
  }

  /**
   * The add as a store's own way of adding wants it: within a transaction of the caller, say. Nothing is added by this
   * alone.
   */
  prepare(item: T, options?: AddOptions): PreparedAdd {
    return { queue: this.name, request: this.#request(item, options), now: this.#now() };
  }

  #request(item: T, options: DurableAddAfterOptions | undefined): AddRequest {
    return {
      key: this.#items.keyOf(item),
      payload: this.#items.write(item),
      priority: checkedPriority(options?.priority ?? 0),
      replace: options?.replace ?? false,
      merge: this.#merge,
      keepBackoff: this.#keepBackoff,
      again: options?.again ?? false,
      combine: this.#items.combine,
    };
  }

  async #add(request: AddRequest): Promise<DurableAddOutcome> {
    if (this.#shutAt !== undefined) {
      this.#adds.dropped++;
      this.#meter?.dropped();
      return "dropped";
    }
    const adding = this.#store.add(request, this.#now());
    // Asked for right behind it, the key is handed out by the commit that adds it.
    if (request.due === undefined) this.#demand.stir();
    const outcome = await adding;
    this.#adds[outcome]++;
    this.#meter?.added(outcome);
    // A wait without length.
    if (request.due !== undefined && (outcome === "added" || outcome === "revived")) this.#demand.stir();
    return outcome;
  }

  #dueAt(delayMs: number): number {
    return Math.min(this.#now() + delayMs, endOfTime);
  }

  /** Clears the count of failures of a key; nothing else. */
  forget(key: string): Promise<void> {
    return this.#store.forget(key);
  }

  /** How often the key has failed since it was last forgotten, over restarts. */
  numRequeues(key: string): Promise<number> {
    return this.#countsFailures ? this.#store.failures(key) : Promise.resolve(0);
  }

  /** Takes back what waits for this key; whether anything did. What is ready or in hand stays. */
  async cancel(key: string): Promise<boolean> {
    const cancelled = await this.#store.cancel(key, this.#now());
    this.#meter?.look();
    return cancelled;
  }

  /** Lets a waiting key wait for at least `delayMs` milliseconds from now; whether it was waiting. */
  async postpone(key: string, delayMs: number): Promise<boolean> {
    return this.#store.postpone(key, this.#dueAt(checkedDelay("delayMs", delayMs)), this.#now());
  }

  /**
   * The next key, as soon as there is one, committed as in hand; it is given to nobody else until its lease has ended.
   * Callers are served in the order in which they called, and those who call in one microtask by one question to the
   * store, which is asked when the microtask ends. After a shutdown the ready keys are still handed out; once
   * there are none, or when the queue is closed, the answer is `undefined`.
   * @throws The signal's reason when it is aborted first; no key is lost by it. StoreError when the store fails.
   */
  get(signal?: AbortSignal): Promise<DurableLease<T> | undefined> {
    return signal?.aborted ? Promise.reject(signal.reason as Error) : this.#demand.one(signal);
  }

  /** The next key if one is ready now. */
  async tryGet(): Promise<DurableLease<T> | undefined> {
    if (this.#closing) return undefined;
    // Whoever called before is served before.
    this.#demand.ask();
    const claims = await this.#store.take(1, this.#now());
    await this.#inHand.endingsOf(claims);
    const [claim] = claims;
    return claim && this.#inHand.lease(claim);
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
    return this.#demand.batch(max, options);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<DurableLease<T>, void, undefined> {
    return leases(this);
  }

  #giveBack(claim: Claim): void {
    this.#unattended.end(async () => {
      const givingBack = this.#store.giveBack(claim, this.#now());
      this.#demand.stir();
      await givingBack;
    });
  }

  /** Says that the work on a key in hand is done. For any other key it does nothing. */
  async done(key: string): Promise<void> {
    await this.#inHand.get(key)?.done();
  }

  /** What was in hand ended. */
  #changed(ending: Ending): void {
    if (ending === "rerun" || ending === "ready") this.#demand.stir();
    this.#draining.changed();
  }

  /** Watches over what nobody awaits. */
  #watch(work: Promise<unknown>): void {
    work.catch(this.#onError);
  }

  #joined(keys: number): void {
    this.#meter?.joined(keys);
    this.#demand.stir();
  }

  #wakeAt(dueAt: number): void {
    if (this.#shutAt === undefined) this.#dueTimer.set(dueAt);
  }

  #due(): void {
    // Any verb lets what is due join the line; with nobody waiting for keys, the cheapest will do.
    if (this.#demand.size > 0) this.#demand.stir();
    else this.#watch(this.#store.counts(this.#now()));
  }

  #faulted(error: Error | undefined): void {
    this.#fault = error;
    this.#meter?.faulted(error !== undefined);
    if (!error) this.#unattended.again();
  }

  #now(): number {
    return this.#shutAt ?? this.#clock.wallNow();
  }

  /** Whether the queue knows the key: ready, in hand, waiting or failed. */
  async has(key: string): Promise<boolean> {
    return (await this.stateOf(key)) !== undefined;
  }

  /** Where the key is; `undefined` when the queue does not know it. A key in hand or ready may wait besides. */
  stateOf(key: string): Promise<DurableKeyState | undefined> {
    return this.#listing.stateOf(key);
  }

  /**
   * All keys: the ready ones as they will be got, then those in hand, then those waiting, the next due first, then the
   * failed ones. Read page by page; keys that move meanwhile may be seen twice or not at all.
   */
  async *list(): AsyncGenerator<DurableListedKey<T>, void, undefined> {
    yield* this.#listing.inState("ready");
    yield* this.#listing.inState("in-hand");
    yield* this.#listing.waiting();
    yield* this.#listing.inState("failed");
  }

  /** The keys that wait, the one due first at the front. */
  waiting(): AsyncGenerator<DurableWaitingKey<T>, void, undefined> {
    return this.#listing.waiting();
  }

  /** How many keys are ready. Neither those in hand nor those waiting count. */
  get length(): Promise<number> {
    return this.#store.counts(this.#now()).then(({ ready }) => ready);
  }

  /** Numbers for a status page. */
  async stats(): Promise<DurableStats> {
    const { ready, inHand, rerun, waiting, failed } = await this.#store.counts(this.#now());
    return {
      ready,
      inHand,
      rerun,
      waiting,
      failed,
      getters: this.#demand.size,
      adds: { ...this.#adds },
      done: this.#inHand.done,
      fenced: this.#inHand.fenced,
      ...(this.#fault && { fault: this.#fault }),
    };
  }

  /** Whether the queue was told to shut down. */
  get shuttingDown(): boolean {
    return this.#shutAt !== undefined;
  }

  /**
   * Refuses adds from now on; what is ready can still be got, and what waits stays in the store. Ends a drain. A second
   * call does nothing more.
   */
  shutDown(): void {
    this.#closeDoor();
    void this.#draining.end();
  }

  /**
   * Shuts down, and resolves when nothing is ready or in hand any more. Any number of drains may be under way. What
   * waits for its time stays in the store.
   * @throws StoreError when the store can not tell what is left.
   */
  async shutDownWithDrain(options: DrainOptions = {}): Promise<DrainReport> {
    this.#closeDoor();
    return this.#draining.wait(options);
  }

  #closeDoor(): void {
    if (this.#shutAt !== undefined) return;
    this.#shutAt = this.#clock.wallNow();
    this.#dueTimer[Symbol.dispose]();
    this.#meter?.stop();
    this.#demand.finish();
  }

  /**
   * Shuts down, gives back what is in hand, removes the metrics and lets go of the store's queue; the store stays open.
   * Whoever waits for a key gets none. Leases that end later reject, and their keys run again. A second call does
   * nothing more.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#closeDoor();
    this.#demand.end();
    this.#housekeeping?.[Symbol.dispose]();
    this.#unattended[Symbol.dispose]();
    this.#inHand.close();
    // Drains report what is left before it is given back.
    await this.#draining.end();
    try {
      await this.#store.close(this.#now());
    } finally {
      this.#meter?.[Symbol.dispose]();
    }
  }

  /** The same as {@link close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function noAdds(): DurableAddCounts {
  return { added: 0, coalesced: 0, rerun: 0, revived: 0, waiting: 0, sooner: 0, replaced: 0, dropped: 0 };
}
