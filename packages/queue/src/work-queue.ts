import { checkedDelay, type Clock } from "@workset/clock";
import { Drains } from "./drains.ts";
import { Entries } from "./entries.ts";
import type { Entry } from "./entry.ts";
import { Getters } from "./getters.ts";
import { HeldLease } from "./held-lease.ts";
import type { Lease } from "./lease.ts";
import { leases } from "./leases.ts";
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
import { ReadyLine } from "./ready-line.ts";
import { checkedPriority, resolve, type WorkQueueArguments } from "./work-queue-options.ts";

/**
 * The work queue in the process.
 *
 * Each key it knows has one entry, which is dirty (needs work), leased (in hand) or both. The line holds the entries
 * that are dirty and not leased; from that everything follows: adds of a dirty key coalesce, a leased key is handed to
 * nobody else, and one that became dirty meanwhile goes back in line when it is done.
 */
export class WorkQueue<T = string> implements Queue<T> {
  readonly name: string;
  readonly keyOf: KeyOf<T>;
  readonly #combine: (waiting: T, added: T) => T;
  readonly #clock: Clock;
  /** Whether anybody wants to know when things happened. */
  readonly #timed: boolean;
  readonly #entries = new Entries<T>();
  readonly #line: ReadyLine<T>;
  readonly #meter: QueueMeter | undefined;
  readonly #getters = new Getters<Lease<T>>();
  readonly #drains = new Drains(() => ({
    ready: this.#line.size,
    processing: this.#processing,
    waiting: 0,
  }));
  readonly #adds: AddCounts = { added: 0, coalesced: 0, rerun: 0, dropped: 0 };
  #processing = 0;
  #rerun = 0;
  #done = 0;
  #shuttingDown = false;

  constructor(...[options = {}]: WorkQueueArguments<T>) {
    const { name, keyOf, combine, ageing, metrics, clock } = resolve<T>(options);
    this.name = name;
    this.keyOf = keyOf;
    this.#combine = combine;
    this.#clock = clock;
    this.#line = new ReadyLine<T>(ageing);
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
    if (ready) this.#line.remove(entry);
    entry.priority = priority;
    if (ready) this.#line.push(entry);
  }

  #makeReady(entry: Entry<T>): void {
    this.#line.push(entry);
    // Whenever somebody waits the line is empty, so the entry that is taken here is this one.
    if (this.#getters.size > 0) this.#getters.serve([this.#take()!]);
  }

  #take(): HeldLease<T> | undefined {
    const now = this.#timed ? this.#clock.now() : 0;
    const entry = this.#line.take(now);
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
    const since = this.#line.oldestAddedAt();
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
    if (!Number.isInteger(max) || max < 1) {
      throw new RangeError(`max must be a whole number of at least 1, but it is ${max}`);
    }
    const maxWaitMs = checkedDelay("maxWaitMs", options.maxWaitMs ?? 0);
    options.signal?.throwIfAborted();
    const held: Lease<T>[] = [];
    while (held.length < max && this.#line.size > 0) held.push(this.#take()!);
    const mayFill = held.length === 0 || (held.length < max && maxWaitMs > 0);
    return mayFill && !this.#shuttingDown ? this.#getters.batch(held, max, options, this.#clock) : held;
  }

  /** The keys, one lease after another, until the queue is shut down and empty. */
  [Symbol.asyncIterator](): AsyncIterator<Lease<T>, void, undefined> {
    return leases(this);
  }

  done(key: string): void {
    const lease = this.#entries.get(key)?.lease;
    if (lease) this.#release(lease);
  }

  has(key: string): boolean {
    return this.#entries.get(key) !== undefined;
  }

  stateOf(key: string): KeyState | undefined {
    const entry = this.#entries.get(key);
    return entry && stateOf(entry);
  }

  list(): ListedKey<T>[] {
    const listed = Array.from(this.#line.inOrder(this.#timed ? this.#clock.now() : 0), listedKey);
    for (const entry of this.#entries) {
      if (entry.lease) listed.push(listedKey(entry));
    }
    return listed;
  }

  get length(): number {
    return this.#line.size;
  }

  get shuttingDown(): boolean {
    return this.#shuttingDown;
  }

  shutDown(): void {
    this.#closeDoor();
    this.#drains.end();
  }

  shutDownWithDrain(options: DrainOptions = {}): Promise<DrainReport> {
    this.#closeDoor();
    return this.#drains.wait(options);
  }

  #closeDoor(): void {
    this.#shuttingDown = true;
    this.#meter?.stop();
    this.#getters.end();
  }

  stats(): QueueStats {
    return {
      ready: this.#line.size,
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
