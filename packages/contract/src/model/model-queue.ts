import type { QueueSetup } from "../queue/queue-harness.ts";
import type {
  AddAfterOptions,
  AddAfterOutcome,
  AddCounts,
  AddOptions,
  AddOutcome,
  BatchOptions,
  ClearFilter,
  DrainOptions,
  DrainReport,
  Item,
  KeyState,
  ListedKey,
  ProcessRun,
  ProcessSetup,
  QueueStats,
  WaitingKey,
} from "../queue/queue-subject.ts";
import { of, remove, type ModelLease, type ModelWork } from "./model-lists.ts";
import { ModelWaiters } from "./model-waiters.ts";

/**
 * The work queue at its plainest: arrays that are searched from the front, and a time that is moved by hand. It keeps
 * every clause, says what the verbs mean, and is what other queues are compared with, step by step.
 *
 * Nothing is hidden, so that a test can look at all of it, or break one part.
 */
export class ModelQueue {
  readonly setup: QueueSetup;
  now = 0;
  shuttingDown = false;
  /** What can be got, in the order in which it came to its level of priority. */
  readonly ready: ModelWork[] = [];
  readonly processing: ModelLease[] = [];
  /** What was added to keys while they were processed. */
  readonly rerun: ModelWork[] = [];
  /** What is not yet due, the next due first. */
  readonly delayed: ModelWork[] = [];
  readonly waiters: ModelWaiters = new ModelWaiters(this);
  readonly requeues: Map<string, number> = new Map();
  readonly adds: Record<AddOutcome, number> = { added: 0, coalesced: 0, rerun: 0, dropped: 0 };
  ended = 0;
  /** How many waiting keys were dropped at the shutdown. */
  left = 0;

  constructor(setup: QueueSetup = {}) {
    this.setup = setup;
  }

  add(item: Item, { priority = 0, again = false }: AddOptions = {}): AddOutcome {
    const outcome = this.put({ key: item.key, item, priority, at: this.now, again });
    this.adds[outcome]++;
    this.waiters.serve();
    return outcome;
  }

  addAll(items: Iterable<Item>, options?: AddOptions): AddCounts {
    const counts = { added: 0, coalesced: 0, rerun: 0, dropped: 0 };
    for (const item of items) counts[this.add(item, options)]++;
    return counts;
  }

  put(added: ModelWork): AddOutcome {
    if (this.shuttingDown) return "dropped";
    const waiting = this.setup.merge ? of(this.delayed, added.key) : undefined;
    if (waiting) remove(this.delayed, waiting);
    const work = waiting ? { ...this.unite(waiting, added), at: this.now } : added;

    const processing = of(this.processing, work.key) !== undefined;
    const line = processing ? this.rerun : this.ready;
    const present = of(line, work.key);
    if (!present) {
      line.push(work);
      return processing ? "rerun" : "added";
    }
    const united = this.unite(present, work);
    if (united.priority === present.priority) line[line.indexOf(present)] = united;
    else {
      remove(line, present);
      line.push(united);
    }
    return "coalesced";
  }

  /** One piece of work of two: the item by the payload policy, the higher priority, the time of the first. */
  unite(present: ModelWork, added: ModelWork): ModelWork {
    const { payload = "latest" } = this.setup;
    const priority = Math.max(present.priority, added.priority);
    const [older, newer] = added.again ? [added.item, present.item] : [present.item, added.item];
    if (payload === "first") return { ...present, priority, item: older };
    if (payload === "latest") return { ...present, priority, item: newer };
    return { ...present, priority, item: payload(older, newer) };
  }

  addAfter(item: Item, delayMs: number, options: AddAfterOptions = {}): AddAfterOutcome {
    const { priority = 0, replace = false, again = false } = options;
    const { key } = item;
    const at = this.now + checked(delayMs);
    const needsWork = of(this.ready, key) ?? of(this.rerun, key);
    if (this.shuttingDown || delayMs <= 0 || (this.setup.merge && needsWork)) {
      return this.add(item, { priority, again });
    }
    const added = { key, item, priority, at, again };
    const present = of(this.delayed, key);
    if (!present) {
      this.delay(added);
      return "waiting";
    }
    const united = this.unite(present, added);
    if (at >= present.at && !replace) {
      this.delayed[this.delayed.indexOf(present)] = united;
      return "coalesced";
    }
    remove(this.delayed, present);
    this.delay({ ...united, at });
    return replace ? "replaced" : "sooner";
  }

  /** Puts work behind all that is due at its time or earlier. */
  delay(work: ModelWork): void {
    const behind = this.delayed.filter(({ at }) => at <= work.at).length;
    this.delayed.splice(behind, 0, work);
  }

  cancel(key: string): boolean {
    return remove(this.delayed, of(this.delayed, key));
  }

  postpone(key: string, delayMs: number): boolean {
    const at = this.now + checked(delayMs);
    const present = of(this.delayed, key);
    if (present && at > present.at) {
      remove(this.delayed, present);
      this.delay({ ...present, at });
    }
    return present !== undefined;
  }

  addRateLimited(item: Item, options?: AddAfterOptions): AddAfterOutcome {
    const { baseMs = 10 } = this.setup;
    const before = this.numRequeues(item.key);
    this.requeues.set(item.key, before + 1);
    return this.addAfter(item, baseMs * 2 ** before, options);
  }

  forget(key: string): void {
    this.requeues.delete(key);
  }

  numRequeues(key: string): number {
    return this.requeues.get(key) ?? 0;
  }

  /** Moves the time forward, from one instant at which something is due to the next. */
  advance(ms: number): void {
    const until = this.now + ms;
    for (let at = this.nextAt(); at <= until; at = this.nextAt()) {
      this.now = at;
      this.promote();
      this.waiters.serve();
    }
    this.now = until;
  }

  nextAt(): number {
    return Math.min(this.delayed[0]?.at ?? Infinity, this.waiters.nextAt());
  }

  /** Adds what has become due. */
  promote(): void {
    while (this.delayed[0] && this.delayed[0].at <= this.now) {
      const { item, priority } = this.delayed.shift()!;
      this.add(item, { priority });
    }
  }

  tryGet(): ModelLease | undefined {
    const work = this.first(this.ready);
    return work && this.take(work);
  }

  take(work: ModelWork): ModelLease {
    remove(this.ready, work);
    const release = (): void => this.release(lease);
    const { key, item, priority } = work;
    const lease: ModelLease = { key, item, priority, done: release, [Symbol.dispose]: release };
    this.processing.push(lease);
    return lease;
  }

  /** Of the first ones of all levels, the one with the most points, and of those the oldest. */
  first(ready: readonly ModelWork[]): ModelWork | undefined {
    const firsts = ready.filter((work) => work === ready.find(({ priority }) => priority === work.priority));
    return firsts.toSorted((a, b) => this.points(b) - this.points(a) || a.at - b.at)[0];
  }

  points({ priority, at }: ModelWork): number {
    return priority + (this.now - at) / (this.setup.ageing?.pointMs ?? Infinity);
  }

  async get(signal?: AbortSignal): Promise<ModelLease | undefined> {
    const [lease] = await this.getBatch(1, signal && { signal });
    return lease;
  }

  async getBatch(max: number, options: BatchOptions = {}): Promise<ModelLease[]> {
    if (!Number.isInteger(max) || max < 1) throw new RangeError("max must be a whole number of at least 1");
    options.signal?.throwIfAborted();
    return this.waiters.get(max, options);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ModelLease, void, undefined> {
    for (let lease = await this.get(); lease; lease = await this.get()) yield lease;
  }

  done(key: string): void {
    of(this.processing, key)?.done();
  }

  release(lease: ModelLease): void {
    if (!remove(this.processing, lease)) return;
    this.ended++;
    const changed = of(this.rerun, lease.key);
    if (changed) {
      remove(this.rerun, changed);
      this.ready.push(changed);
    }
    this.waiters.serve();
  }

  async process(handler: (item: Item, run: ProcessRun) => unknown, setup: ProcessSetup = {}): Promise<void> {
    const { concurrency = 1 } = setup;
    if (!Number.isInteger(concurrency) || concurrency < 1)
      throw new RangeError("concurrency must be at least 1");
    await Promise.all(Array.from({ length: concurrency }, () => this.work(handler, setup)));
  }

  async work(handler: (item: Item, run: ProcessRun) => unknown, setup: ProcessSetup): Promise<void> {
    const { signal = new AbortController().signal, onError } = setup;
    while (!signal.aborted) {
      const lease = await this.get(signal).catch(() => undefined);
      if (!lease) return;
      const { item, key, priority } = lease;
      try {
        await handler(item, { key, signal });
        this.succeeded(key);
      } catch (error) {
        const again = { priority, again: true };
        if (signal.aborted) this.add(item, again);
        else this.failed(error, lease, this.addRateLimited(item, again), onError);
      }
      lease.done();
    }
  }

  succeeded(key: string): void {
    this.forget(key);
  }

  failed(error: unknown, { item, key }: ModelLease, next: string, onError: ProcessSetup["onError"]): void {
    try {
      onError?.(error, { item, key, next });
    } catch {
      // A listener changes nothing.
    }
  }

  async idle(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await this.waiters.idle(signal);
  }

  remove(key: string): boolean {
    const rerun = remove(this.rerun, of(this.rerun, key));
    const ready = remove(this.ready, of(this.ready, key));
    const waiting = this.cancel(key);
    if (!this.has(key)) this.forget(key);
    this.waiters.serve();
    return rerun || ready || waiting;
  }

  clear(filter: ClearFilter): number {
    this.check(filter);
    const lists = { ready: this.ready, rerun: this.rerun, waiting: this.delayed };
    let removed = 0;
    for (const state of ["ready", "rerun", "waiting"] as const) {
      if (filter.state !== undefined && filter.state !== state) continue;
      for (const { key } of lists[state].splice(0)) {
        removed++;
        if (!this.has(key)) this.forget(key);
      }
    }
    this.waiters.serve();
    return removed;
  }

  check(filter: ClearFilter): void {
    const known = Object.entries(filter).every(([field, value]) =>
      field === "all"
        ? value === true
        : field === "state" && ["ready", "rerun", "waiting"].includes(String(value)),
    );
    if (!known || Object.keys(filter).length === 0)
      throw new TypeError("filter must be { all: true } or a state");
  }

  shutDown(): void {
    this.close();
    this.waiters.endDrains();
  }

  shutDownWithDrain(options: DrainOptions = {}): Promise<DrainReport> {
    this.close();
    return this.waiters.drain(options);
  }

  close(): void {
    this.shuttingDown = true;
    this.left += this.delayed.splice(0).length;
    this.waiters.serve();
  }

  has(key: string): boolean {
    return this.stateOf(key) !== undefined;
  }

  stateOf(key: string): KeyState | undefined {
    return Array.from(this.list()).find((listed) => listed.key === key)?.state;
  }

  *list(): Generator<ListedKey, void, undefined> {
    for (let rest = [...this.ready], work = this.first(rest); work; work = this.first(rest)) {
      yield { key: work.key, item: work.item, priority: work.priority, state: "ready" };
      remove(rest, work);
    }
    for (const lease of this.processing) {
      const { key, item, priority } = of(this.rerun, lease.key) ?? lease;
      yield { key, item, priority, state: of(this.rerun, key) ? "rerun" : "processing" };
    }
    yield* this.waiting();
  }

  *waiting(): Generator<WaitingKey, void, undefined> {
    for (const { key, item, priority, at } of this.delayed) {
      yield { key, item, priority, state: "waiting", dueInMs: at - this.now };
    }
  }

  get length(): number {
    return this.ready.length;
  }

  stats(): QueueStats {
    return {
      ready: this.ready.length,
      processing: this.processing.length,
      rerun: this.rerun.length,
      waiting: this.delayed.length,
      getters: this.waiters.getters.length,
      adds: { ...this.adds },
      done: this.ended,
    };
  }

  [Symbol.dispose](): void {
    this.shutDown();
  }
}

function checked(delayMs: number): number {
  if (Number.isNaN(delayMs)) throw new RangeError("delayMs must be a number of milliseconds, but it is NaN");
  return delayMs;
}
