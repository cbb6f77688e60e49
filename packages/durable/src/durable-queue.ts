import { checkedDelay, systemClock, type Clock } from "@workset/clock";
import {
  checkedPriority,
  Drains,
  Getters,
  leases,
  type AddOptions,
  type BatchOptions,
  type DrainOptions,
  type DrainReport,
} from "@workset/queue";
import { defaultControllerRateLimiter, type RateLimiter } from "@workset/rate-limiters";
import type { AddRequest, Claim, Ending, QueueStore, Recovery, StoreObserver } from "@workset/store";
import { DueTimer } from "./due-timer.ts";
import { DurableLease, type LeaseOwner } from "./durable-lease.ts";
import { DurableMeter } from "./durable-meter.ts";
import type {
  DurableAddAfterOptions,
  DurableAddCounts,
  DurableAddOutcome,
  DurableKeyState,
  DurableListedKey,
  DurableQueueArguments,
  DurableQueueOptions,
  DurableStats,
  DurableWaitingKey,
  PreparedAdd,
} from "./durable-options.ts";
import { FailedSet } from "./failed-set.ts";
import { Items } from "./items.ts";
import { pages } from "./pages.ts";

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
  readonly #limiter: RateLimiter;
  readonly #merge: boolean;
  readonly #keepBackoff: boolean;
  readonly #onError: (error: unknown) => void;
  readonly #owner: LeaseOwner<T>;
  readonly #meter: DurableMeter | undefined;
  readonly #getters = new Getters<DurableLease<T>>();
  readonly #held = new Map<string, DurableLease<T>>();
  readonly #drains = new Drains(() => this.#left);
  readonly #dueTimer: DueTimer;
  readonly #housekeeping: DueTimer;
  readonly #adds: DurableAddCounts = {
    added: 0,
    coalesced: 0,
    rerun: 0,
    revived: 0,
    waiting: 0,
    sooner: 0,
    replaced: 0,
    dropped: 0,
  };
  #done = 0;
  #fenced = 0;
  #fault: Error | undefined;
  /** How many keys the store has been asked for and has not answered yet. */
  #asked = 0;
  /** Grows whenever a key may have become ready. */
  #stirs = 0;
  /** What was left when it was last looked at, for drains. */
  #left = { ready: 0, inHand: 0, waiting: 0 };
  /** Since when the queue takes no adds. Its time stands still from then on: nothing that waits joins the line. */
  #shutAt: number | undefined;

  /**
   * Opens a queue. What was in hand when the last owner ended is ready again, first in line.
   * @throws StoreError when the store can not be opened or does not answer.
   */
  static async open<T = string>(...[options]: DurableQueueArguments<T>): Promise<DurableQueue<T>> {
    const { store, name, clock = systemClock, maxCrashes = 5 } = options;
    if (typeof name !== "string" || name === "")
      throw new TypeError("name must be a string that is not empty");
    if (!Number.isInteger(maxCrashes) || maxCrashes < 1) {
      throw new RangeError(
        `maxCrashes must be a whole number of at least 1, but it is ${String(maxCrashes)}`,
      );
    }
    const items = new Items<T>(options);
    // The store may speak before the queue that listens is made.
    let queue: DurableQueue<T> | undefined;
    let dueAt = Infinity;
    const observer: StoreObserver = {
      joined: (priorities) => queue && queue.#joined(priorities),
      nextDueAt: (at) => {
        dueAt = at;
        if (queue) queue.#dueTimer.set(at);
      },
      committed: (verbs) => queue && queue.#meter?.committed(verbs),
      faulted: (error) => queue && queue.#faulted(error),
      healed: () => queue && queue.#faulted(undefined),
    };
    const opened = await store.open({
      queue: name,
      now: clock.wallNow(),
      maxCrashes,
      combine: items.combine,
      observer,
    });
    queue = new DurableQueue<T>(opened, items, options);
    await queue.#begin(options);
    queue.#dueTimer.set(dueAt);
    return queue;
  }

  private constructor(store: QueueStore, items: Items<T>, options: DurableQueueOptions<T>) {
    const { name, clock = systemClock, limiter, merge = true, backoff = "cut", metrics, onError } = options;
    this.name = name;
    this.recovery = store.recovery;
    this.#store = store;
    this.#items = items;
    this.#clock = clock;
    this.#limiter = limiter ?? defaultControllerRateLimiter({ clock });
    this.#merge = merge;
    this.#keepBackoff = backoff === "keep";
    this.#onError = onError ?? ((): void => undefined);
    this.#meter = metrics && new DurableMeter(metrics, name, clock);
    this.#dueTimer = new DueTimer(clock, () => this.#due());
    this.#housekeeping = new DueTimer(clock, () => this.#keepHouse(options.keepFailedMs!));
    this.failed = new FailedSet<T>(
      store,
      items,
      () => this.#now(),
      () => this.#stir(),
    );
    this.#owner = {
      store,
      items,
      now: () => this.#now(),
      ended: (lease, how) => this.#ended(lease, how),
      watch: (how) => this.#watch(how),
    };
  }

  async #begin({ keepFailedMs }: DurableQueueOptions<T>): Promise<void> {
    if (keepFailedMs !== undefined) this.#keepHouse(checkedDelay("keepFailedMs", keepFailedMs));
    if (!this.#meter) return;
    const { ready, waiting } = await this.#store.counts(this.#now());
    this.#meter.found(ready, waiting, this.recovery);
  }

  /** The key of an item. @throws TypeError when it is not well-formed text. */
  get keyOf(): (item: T) => string {
    return this.#items.keyOf;
  }

  /** Marks the item's key as needing work. */
  async add(item: T, options?: AddOptions): Promise<DurableAddOutcome> {
    return this.#add(this.#request(item, options));
  }

  /** Adds many, all of them or none; says how many ended in which outcome. */
  async addAll(items: Iterable<T>, options?: AddOptions): Promise<DurableAddCounts> {
    const requests = Array.from(items, (item) => this.#request(item, options));
    const counts = { ...this.#adds };
    for (const outcome of Object.keys(counts) as DurableAddOutcome[]) counts[outcome] = 0;
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
    if (this.#shutAt === undefined) this.#meter?.delayed();
    return delayMs <= 0 ? this.#add(request) : this.#add({ ...request, due: this.#dueAt(delayMs) });
  }

  /** Counts a failure of the key, and adds the item when the limiter says that it may go again. */
  async addRateLimited(item: T, options?: DurableAddAfterOptions): Promise<DurableAddOutcome> {
    const request = this.#request(item, options);
    if (this.#shutAt === undefined) this.#meter?.delayed();
    return this.#add({ ...request, due: (failures) => this.#limiter.after(failures) });
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
    if (request.due === undefined) this.#stir();
    const outcome = await adding;
    this.#adds[outcome]++;
    this.#meter?.added(outcome, request.priority);
    if (request.due !== undefined && this.#getters.size > 0) this.#stir();
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
    return this.#limiter.countsFailures ? this.#store.failures(key) : Promise.resolve(0);
  }

  /** Takes back what waits for this key; whether anything did. What is ready or in hand stays. */
  cancel(key: string): Promise<boolean> {
    return this.#store.cancel(key, this.#now());
  }

  /** Lets a waiting key wait for at least `delayMs` milliseconds from now; whether it was waiting. */
  async postpone(key: string, delayMs: number): Promise<boolean> {
    return this.#store.postpone(key, this.#dueAt(checkedDelay("delayMs", delayMs)), this.#now());
  }

  /**
   * The next key, as soon as there is one, committed as in hand; it is given to nobody else until its lease has ended.
   * Callers are served in the order in which they called. After a shutdown the ready keys are still handed out; once
   * there are none, the answer is `undefined`.
   * @throws The signal's reason when it is aborted first; no key is lost by it.
   */
  get(signal?: AbortSignal): Promise<DurableLease<T> | undefined> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    const lease = this.#getters.one(signal);
    this.#ask(1);
    return lease;
  }

  /** The next key if one is ready now. */
  async tryGet(): Promise<DurableLease<T> | undefined> {
    const [claim] = await this.#store.take(1, this.#now());
    return claim && this.#lease(claim);
  }

  /**
   * Up to `max` keys at once: at least one, unless the queue is shut down and empty, when the batch is too.
   * @throws RangeError when `max` is not a whole number of at least 1.
   */
  async getBatch(max: number, options: BatchOptions = {}): Promise<DurableLease<T>[]> {
    if (!Number.isInteger(max) || max < 1) {
      throw new RangeError(`max must be a whole number of at least 1, but it is ${max}`);
    }
    options.signal?.throwIfAborted();
    const batch = this.#getters.batch([], max, options, this.#clock);
    this.#ask(max);
    return batch;
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<DurableLease<T>, void, undefined> {
    return leases(this);
  }

  /** Says that the work on a key in hand is done. For any other key it does nothing. */
  async done(key: string): Promise<void> {
    await this.#held.get(key)?.done();
  }

  /** A key may have become ready: asks for as many as are wanted and not asked for yet. */
  #stir(): void {
    this.#stirs++;
    if (this.#getters.size > 0) this.#ask(this.#getters.wanted - this.#asked);
  }

  #ask(keys: number): void {
    if (keys > 0) this.#watch(this.#take(keys));
  }

  async #take(max: number): Promise<void> {
    const stirs = this.#stirs;
    this.#asked += max;
    try {
      const claims = await this.#store.take(max, this.#now());
      this.#asked -= max;
      const taken = claims.map((claim) => this.#lease(claim));
      this.#getters.serve(taken);
      // Whoever wanted these has gone.
      for (const lease of taken) this.#watch(lease.giveBack());
      if (claims.length === max) return;
    } catch (error) {
      this.#asked -= max;
      this.#getters.fail(error);
      return;
    }
    if (stirs !== this.#stirs) this.#stir();
    else if (this.#shutAt !== undefined) this.#getters.end();
  }

  #lease(claim: Claim): DurableLease<T> {
    const lease = new DurableLease<T>(claim, this.#clock.now(), this.#owner);
    this.#held.set(claim.key, lease);
    this.#meter?.got(lease, this.#clock.wallNow() - claim.addedAt);
    return lease;
  }

  async #ended(lease: DurableLease<T>, how: Promise<Ending>): Promise<Ending> {
    if (this.#held.get(lease.key) === lease) this.#held.delete(lease.key);
    const ending = await how;
    if (ending === "fenced") {
      this.#fenced++;
      this.#meter?.fenced();
      return ending;
    }
    this.#done++;
    this.#meter?.ended(lease, ending);
    if (ending === "rerun" || ending === "ready") this.#stir();
    if (this.#drains.any) await this.#checkDrains();
    return ending;
  }

  /** Watches over what nobody awaits. */
  #watch(work: Promise<unknown>): void {
    work.catch(this.#onError);
  }

  #joined(priorities: readonly number[]): void {
    for (const priority of priorities) this.#meter?.added("added", priority);
    this.#stir();
  }

  #due(): void {
    if (this.#shutAt !== undefined) return;
    // Any verb lets what is due join the line; with nobody waiting for keys, the cheapest will do.
    if (this.#getters.size > 0) this.#stir();
    else this.#watch(this.#store.counts(this.#now()));
  }

  #faulted(error: Error | undefined): void {
    this.#fault = error;
    this.#meter?.faulted(error !== undefined);
  }

  #keepHouse(keepFailedMs: number): void {
    this.#housekeeping.set(this.#clock.wallNow() + hourMs);
    this.#watch(this.failed.purge({ failedBefore: this.#clock.wallNow() - keepFailedMs }));
  }

  #now(): number {
    return this.#shutAt ?? this.#clock.wallNow();
  }

  /** Whether the queue knows the key: ready, in hand, waiting or failed. */
  async has(key: string): Promise<boolean> {
    return (await this.stateOf(key)) !== undefined;
  }

  /** Where the key is; `undefined` when the queue does not know it. A key in hand or ready may wait besides. */
  async stateOf(key: string): Promise<DurableKeyState | undefined> {
    const now = this.#now();
    const [inHand, ready, waiting, failed] = await Promise.all(
      (["in-hand", "ready", "waiting", "failed"] as const).map((state) =>
        this.#store.list({ state, key, limit: 1 }, now),
      ),
    );
    const held = inHand!.keys[0];
    if (held) return held.rerun ? "rerun" : "in-hand";
    if (ready!.keys.length > 0) return "ready";
    if (waiting!.keys.length > 0) return "waiting";
    return failed!.keys.length > 0 ? "failed" : undefined;
  }

  /**
   * All keys: the ready ones as they will be got, then those in hand, then those waiting, the next due first, then the
   * failed ones. Read page by page; keys that move meanwhile may be seen twice or not at all.
   */
  async *list(): AsyncGenerator<DurableListedKey<T>, void, undefined> {
    yield* this.#inState("ready");
    yield* this.#inState("in-hand");
    yield* this.waiting();
    yield* this.#inState("failed");
  }

  async *#inState(state: "ready" | "in-hand" | "failed"): AsyncGenerator<DurableListedKey<T>, void, undefined> {
    for await (const { key, payload, priority, rerun } of pages(this.#store, { state }, () => this.#now())) {
      yield { key, item: this.#items.read(key, payload), state: rerun ? "rerun" : state, priority };
    }
  }

  /** The keys that wait, the one due first at the front. */
  async *waiting(): AsyncGenerator<DurableWaitingKey<T>, void, undefined> {
    for await (const stored of pages(this.#store, { state: "waiting" }, () => this.#now())) {
      const { key, payload, priority, dueAt } = stored;
      const dueInMs = dueAt! - this.#now();
      yield { key, item: this.#items.read(key, payload), state: "waiting", priority, dueInMs };
    }
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
      getters: this.#getters.size,
      adds: { ...this.#adds },
      done: this.#done,
      fenced: this.#fenced,
      ...(this.#fault && { fault: this.#fault }),
    };
  }

  /** Whether the queue was told to shut down. */
  get shuttingDown(): boolean {
    return this.#shutAt !== undefined;
  }

  /**
   * Refuses adds from now on; what is ready can still be got, and what waits stays in the store. Ends a drain. A second
   * call does nothing.
   */
  shutDown(): void {
    this.#closeDoor();
    this.#drains.end();
  }

  /** Shuts down, and resolves when nothing is ready or in hand any more. Any number of drains may be under way. */
  async shutDownWithDrain(options: DrainOptions = {}): Promise<DrainReport> {
    this.#closeDoor();
    await this.#look();
    return this.#drains.wait(options);
  }

  #closeDoor(): void {
    if (this.#shutAt !== undefined) return;
    this.#shutAt = this.#clock.wallNow();
    this.#dueTimer[Symbol.dispose]();
    this.#meter?.stop();
    // Whoever waits is sent home by the answer that nothing is ready.
    if (this.#getters.size > 0) this.#ask(this.#getters.wanted);
  }

  async #checkDrains(): Promise<void> {
    await this.#look();
    this.#drains.check();
  }

  async #look(): Promise<void> {
    const { ready, inHand, waiting } = await this.#store.counts(this.#now());
    this.#left = { ready, inHand, waiting };
  }

  /**
   * Shuts down, gives back what is in hand, removes the metrics and lets go of the store's queue. Whoever waits for a
   * key gets none. Leases that end later are fenced or rejected, and their keys run again.
   */
  async close(): Promise<void> {
    this.#closeDoor();
    this.#drains.end();
    this.#getters.end();
    this.#housekeeping[Symbol.dispose]();
    this.#meter?.[Symbol.dispose]();
    await this.#store.close(this.#now());
  }

  /** The same as {@link close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
