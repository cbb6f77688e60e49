import { checkedCount, checkedDelay, type Clock } from "@workset/clock";
import { matching, type ClearFilter } from "./clear-filter.ts";
import { DrainWaiters } from "./drain-waiters.ts";
import { Entries, type Entry } from "./entries.ts";
import { GetWaiters } from "./get-waiters.ts";
import { HeldLease, leases, type Lease } from "./lease.ts";
import { processKeys, type ProcessHandler, type ProcessOptions } from "./process-keys.ts";
import type {
  AddCounts,
  AddOptions,
  AddOutcome,
  BatchOptions,
  DrainOptions,
  DrainReport,
  KeyOf,
  KeyState,
  ListedKey,
  Queue,
  QueueStats,
} from "./queue.ts";
import { QueueMeter } from "./queue-meter.ts";
import { ReadyQueue } from "./ready-queue.ts";
import { checkedPriority, resolve, type KeyOfOption, type WorkQueueOptions } from "./work-queue-options.ts";

/**
 * The work queue in the process.
 *
 * Each key it knows has one entry, which is dirty (needs work), leased (is processed) or both. The entries that are dirty
 * and not leased are ready. From that everything follows: adds of a dirty key coalesce, a leased key is handed to no other
 * caller, and one that became dirty meanwhile is ready again when it is done.
 */
export class WorkQueue<T = string> implements Queue<T> {
  readonly name: string;
  readonly keyOf: KeyOf<T>;
  readonly #combine: (waiting: T, added: T) => T;
  readonly #clock: Clock;
  /** Whether metrics or ageing need the time of adds and gets. */
  readonly #timed: boolean;
  readonly #entries = new Entries<T>();
  readonly #ready: ReadyQueue<T>;
  readonly #meter: QueueMeter | undefined;
  readonly #getters = new GetWaiters<Lease<T>>();
  readonly #drains = new DrainWaiters(() => ({
    ready: this.#ready.size,
    processing: this.#processing,
    waiting: 0,
  }));
  readonly #adds: AddCounts = { added: 0, coalesced: 0, rerun: 0, dropped: 0 };
  #processing = 0;
  #rerun = 0;
  #done = 0;
  #shuttingDown = false;

  /** @throws RangeError or TypeError, naming the option, when one has no meaning. */
  constructor(options: WorkQueueOptions<T> & KeyOfOption<T> = {} as WorkQueueOptions<T> & KeyOfOption<T>) {
    const { name, keyOf, combine, ageing, metrics, clock } = resolve<T>(options);
    this.name = name;
    this.keyOf = keyOf;
    this.#combine = combine;
    this.#clock = clock;
    this.#ready = new ReadyQueue<T>(ageing);
    this.#meter = metrics && new QueueMeter(metrics.queue(name), clock, () => this.#oldestReadyMs());
    this.#timed = metrics !== undefined || ageing !== undefined;
  }

  add(item: T, options?: AddOptions): AddOutcome {
    return this.#add(item, checkedPriority(options?.priority ?? 0), options?.again);
  }

  addAll(items: Iterable<T>, options?: AddOptions): AddCounts {
    const counts: AddCounts = { added: 0, coalesced: 0, rerun: 0, dropped: 0 };
    for (const item of items) counts[this.add(item, options)]++;
    return counts;
  }

  #add(item: T, priority: number, again = false): AddOutcome {
    const key = this.keyOf(item);
    if (this.#shuttingDown) {
      this.#meter?.dropped();
      this.#adds.dropped++;
      return "dropped";
    }
    const entry = this.#entries.get(key);
    if (entry?.dirty) {
      const combined = again ? this.#combine(item, entry.item) : this.#combine(entry.item, item);
      // The payload function may have called back and taken the key: then this is an add for the next run.
      if (!entry.dirty) return this.#add(item, priority, again);
      entry.item = combined;
      if (priority > entry.priority) this.#raise(entry, priority);
      this.#meter?.coalesced();
      this.#adds.coalesced++;
      return "coalesced";
    }
    this.#meter?.accepted(priority);
    const addedAt = this.#timed ? this.#clock.now() : 0;
    if (entry) {
      entry.dirty = true;
      entry.item = item;
      entry.priority = priority;
      entry.addedAt = addedAt;
      this.#rerun++;
      this.#adds.rerun++;
      return "rerun";
    }
    const fresh: Entry<T> = {
      key,
      item,
      priority,
      addedAt,
      dirty: true,
      lease: undefined,
      before: undefined,
      after: undefined,
    };
    this.#entries.add(fresh);
    this.#makeReady(fresh);
    this.#adds.added++;
    return "added";
  }

  #raise(entry: Entry<T>, priority: number): void {
    this.#meter?.raised(entry.priority, priority);
    const ready = entry.lease === undefined;
    if (ready) this.#ready.remove(entry);
    entry.priority = priority;
    if (ready) this.#ready.push(entry);
  }

  #makeReady(entry: Entry<T>): void {
    this.#ready.push(entry);
    // While a caller waits no key is ready, so the entry that is taken here is this one.
    if (this.#getters.size > 0) this.#getters.serveOne(this.#take()!);
  }

  #take(): HeldLease<T> | undefined {
    const now = this.#timed ? this.#clock.now() : 0;
    const entry = this.#ready.take(now);
    if (!entry) return undefined;
    const lease = new HeldLease<T>(entry, now, this.#release);
    entry.dirty = false;
    entry.lease = lease;
    this.#processing++;
    this.#meter?.got(lease, now - entry.addedAt);
    return lease;
  }

  readonly #release = (lease: HeldLease<T>): void => {
    const { entry } = lease;
    if (entry.lease !== lease) return;
    entry.lease = undefined;
    this.#processing--;
    this.#done++;
    if (entry.dirty) {
      this.#rerun--;
      this.#makeReady(entry);
    } else {
      this.#entries.delete(entry);
    }
    this.#drains.check();
    this.#meter?.done(lease);
  };

  #oldestReadyMs(): number {
    const since = this.#ready.oldestAddedAt();
    return since === undefined ? 0 : this.#clock.now() - since;
  }

  tryGet(): Lease<T> | undefined {
    return this.#take();
  }

  get(signal?: AbortSignal): Promise<Lease<T> | undefined> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    const lease = this.#take();
    return lease || this.#shuttingDown ? Promise.resolve(lease) : this.#getters.one(signal);
  }

  async getBatch(max: number, options: BatchOptions = {}): Promise<Lease<T>[]> {
    checkedCount("max", max, { atLeast: 1 });
    const maxWaitMs = checkedDelay("maxWaitMs", options.maxWaitMs ?? 0);
    options.signal?.throwIfAborted();
    const held: Lease<T>[] = [];
    while (held.length < max && this.#ready.size > 0) held.push(this.#take()!);
    const mayFill = held.length === 0 || (held.length < max && maxWaitMs > 0);
    return mayFill && !this.#shuttingDown ? this.#getters.batch(held, max, options, this.#clock) : held;
  }

  /** The keys, one lease after another, until the queue is shut down and empty. */
  [Symbol.asyncIterator](): AsyncIterator<Lease<T>, void, undefined> {
    return leases(this);
  }

  process(handler: ProcessHandler<T>, options: ProcessOptions<T> = {}): Promise<void> {
    const requeue = ({ item, priority }: Lease<T>): AddOutcome => this.add(item, { priority, again: true });
    return processKeys<T, Lease<T>>(this, handler, options, {
      done: (lease) => lease.done(),
      requeue,
      giveBack(lease) {
        requeue(lease);
        lease.done();
      },
      release: (lease) => lease.done(),
      holdsFailed: true,
      clock: this.#clock,
    });
  }

  done(key: string): void {
    const lease = this.#entries.get(key)?.lease;
    if (lease) this.#release(lease);
  }

  remove(key: string): boolean {
    const entry = this.#entries.get(key);
    if (!entry?.dirty) return false;
    this.#meter?.removed(entry.priority);
    entry.dirty = false;
    if (entry.lease) {
      entry.item = entry.lease.item;
      entry.priority = entry.lease.priority;
      this.#rerun--;
    } else {
      this.#ready.remove(entry);
      this.#entries.delete(entry);
      this.#drains.check();
    }
    return true;
  }

  clear(filter: ClearFilter<T>): number {
    const matches = matching(filter);
    let removed = 0;
    for (const listed of this.list()) if (matches(listed) && this.remove(listed.key)) removed++;
    return removed;
  }

  idle(signal?: AbortSignal): Promise<void> {
    return this.#drains.idle(signal);
  }

  has(key: string): boolean {
    return this.#entries.get(key) !== undefined;
  }

  stateOf(key: string): KeyState | undefined {
    const entry = this.#entries.get(key);
    return entry && stateOf(entry);
  }

  list(): ListedKey<T>[] {
    const listed = Array.from(this.#ready.inOrder(this.#timed ? this.#clock.now() : 0), listedKey);
    for (const entry of this.#entries) {
      if (entry.lease) listed.push(listedKey(entry));
    }
    return listed;
  }

  get length(): number {
    return this.#ready.size;
  }

  get shuttingDown(): boolean {
    return this.#shuttingDown;
  }

  shutDown(): void {
    this.#stopAccepting();
    this.#drains.end();
  }

  shutDownWithDrain(options: DrainOptions = {}): Promise<DrainReport> {
    this.#stopAccepting();
    return this.#drains.drain(options);
  }

  #stopAccepting(): void {
    this.#shuttingDown = true;
    this.#meter?.stop();
    this.#getters.end();
  }

  stats(): QueueStats {
    return {
      ready: this.#ready.size,
      processing: this.#processing,
      rerun: this.#rerun,
      waiting: 0,
      getters: this.#getters.size,
      adds: { ...this.#adds },
      done: this.#done,
    };
  }

  combine(waiting: T, added: T): T {
    return this.#combine(waiting, added);
  }

  [Symbol.dispose](): void {
    this.shutDown();
    this.#meter?.[Symbol.dispose]();
  }
}

function stateOf<T>(entry: Entry<T>): KeyState {
  if (entry.lease === undefined) return "ready";
  return entry.dirty ? "rerun" : "processing";
}

function listedKey<T>(entry: Entry<T>): ListedKey<T> {
  return { key: entry.key, item: entry.item, state: stateOf(entry), priority: entry.priority };
}
