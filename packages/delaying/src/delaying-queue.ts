import {
  Backoff,
  checkedDelay,
  checkedDuration,
  DueHeap,
  systemClock,
  type Clock,
  type DueSlot,
  type Timer,
} from "@workset/clock";
import type { DelaySeries } from "@workset/metrics";
import {
  checkedPriority,
  leases,
  matching,
  processKeys,
  WorkQueue,
  type AddCounts,
  type AddOptions,
  type AddOutcome,
  type BatchOptions,
  type ClearFilter,
  type DrainOptions,
  type DrainReport,
  type KeyOf,
  type KeyOfOption,
  type KeyState,
  type Lease,
  type ListedKey,
  type ProcessHandler,
  type Queue,
  type QueueStats,
  type WorkQueueOptions,
} from "@workset/queue";
import type {
  AddAfterOptions,
  AddAfterOutcome,
  DelayedQueue,
  DelayingProcessOptions,
  WaitingKey,
} from "./delayed-queue.ts";

/** How a delaying queue is made. */
export interface DelayingQueueOptions<T> extends WorkQueueOptions<T> {
  /**
   * Whether a key that waits and a key that needs work are one. If so, an add of a waiting key makes it ready now and
   * nothing is left waiting, and a delayed add of a key that needs work is coalesced into it. Otherwise, as in
   * client-go, the two know nothing of each other: the key runs now, and again when its time has come.
   * @defaultValue false
   */
  readonly merge?: boolean;
  /**
   * The queue to which due keys are added. It keeps its own options; of those given here `clock`, `merge`, and `name` with
   * `metrics` for the two series of the delays, still count.
   * @defaultValue a new `WorkQueue` with these options
   */
  readonly queue?: Queue<T>;
}

/** What names the keys: needed, unless the items are strings. */
export type KeyOfOrQueue<T> = [T] extends [string]
  ? unknown
  : { readonly keyOf: KeyOf<T> } | { readonly queue: Queue<T> };

/** How many due keys are added in one go before other work gets its turn. */
const atOnce = 10_000;

interface Waiting<T> {
  readonly key: string;
  item: T;
  priority: number;
  slot: DueSlot;
  /** Whether all of it is to be tried again, and so older than what is added meanwhile. */
  again: boolean;
}

/**
 * Delays over a work queue: a heap of what waits, and one timer for the earliest. Keys due at one instant are
 * added in the order in which they were asked for.
 */
export class DelayingQueue<T = string> implements DelayedQueue<T> {
  readonly name: string;
  readonly keyOf: KeyOf<T>;
  readonly #queue: Queue<T>;
  readonly #clock: Clock;
  readonly #merge: boolean;
  readonly #series: DelaySeries | undefined;
  readonly #byKey = new Map<string, Waiting<T>>();
  readonly #due = new DueHeap<Waiting<T>>();
  #timer: Timer | undefined;
  #timerAt = Infinity;
  /** How many keys waited when the queue was shut down. */
  #left = 0;

  /** @throws RangeError or TypeError, naming the option, when one has no meaning. */
  constructor(
    options: DelayingQueueOptions<T> & KeyOfOrQueue<T> = {} as DelayingQueueOptions<T> & KeyOfOrQueue<T>,
  ) {
    this.#queue = options.queue ?? new WorkQueue<T>(options as WorkQueueOptions<T> & KeyOfOption<T>);
    this.#clock = options.clock ?? systemClock;
    this.#merge = options.merge ?? false;
    this.name = options.name ?? this.#queue.name;
    this.keyOf = this.#queue.keyOf;
    this.#series = this.name ? options.metrics?.delays(this.name) : undefined;
  }

  addAfter(item: T, delayMs: number, options: AddAfterOptions = {}): AddAfterOutcome {
    const dueAt = this.#clock.now() + checkedDelay("delayMs", delayMs);
    const priority = checkedPriority(options.priority ?? 0);
    if (this.shuttingDown) return this.#queue.add(item, options);
    this.#series?.retries.inc();
    if (delayMs <= 0) return this.add(item, options);
    return this.#delay(item, dueAt, priority, options);
  }

  #delay(item: T, dueAt: number, priority: number, options: AddAfterOptions): AddAfterOutcome {
    const key = this.keyOf(item);
    const { again = false, replace } = options;
    if (this.#merge && this.#needsWork(key)) return this.#queue.add(item, options);

    const waiting = this.#byKey.get(key);
    if (!waiting) {
      this.#wait({ key, item, priority, slot: 0, again }, dueAt);
      return "waiting";
    }
    const combined = this.#combined(waiting, item, options);
    // The payload function may have called back and cancelled the key: then it waits anew.
    if (this.#byKey.get(key) !== waiting) return this.#delay(item, dueAt, priority, options);
    waiting.item = combined;
    waiting.again &&= again;
    waiting.priority = Math.max(waiting.priority, priority);
    const sooner = dueAt < this.#due.dueAt(waiting.slot);
    if (!sooner && !replace) return "coalesced";
    this.#due.move(waiting.slot, dueAt);
    this.#arm();
    return replace ? "replaced" : "sooner";
  }

  add(item: T, options?: AddOptions): AddOutcome {
    if (!this.#merge || this.shuttingDown) return this.#queue.add(item, options);
    const waiting = this.#byKey.get(this.keyOf(item));
    if (!waiting) return this.#queue.add(item, options);
    const merged = this.#combined(waiting, item, options);
    if (this.#byKey.get(waiting.key) !== waiting) return this.add(item, options);
    const priority = Math.max(waiting.priority, checkedPriority(options?.priority ?? 0));
    const outcome = this.#queue.add(merged, { priority });
    this.cancel(waiting.key);
    return outcome;
  }

  addAll(items: Iterable<T>, options?: AddOptions): AddCounts {
    if (!this.#merge) return this.#queue.addAll(items, options);
    const counts: AddCounts = { added: 0, coalesced: 0, rerun: 0, dropped: 0 };
    for (const item of items) counts[this.add(item, options)]++;
    return counts;
  }

  cancel(key: string): boolean {
    const waiting = this.#byKey.get(key);
    if (!waiting) return false;
    this.#forgetWaiting(waiting);
    return true;
  }

  postpone(key: string, delayMs: number): boolean {
    const notBefore = this.#clock.now() + checkedDelay("delayMs", delayMs);
    const waiting = this.#byKey.get(key);
    if (!waiting) return false;
    if (notBefore > this.#due.dueAt(waiting.slot)) {
      this.#due.move(waiting.slot, notBefore);
      this.#arm();
    }
    return true;
  }

  waiting(): WaitingKey<T>[] {
    const now = this.#clock.now();
    return this.#due.inOrder().map(({ key, item, priority, slot }) => {
      return { key, item, state: "waiting", priority, dueInMs: this.#due.dueAt(slot) - now };
    });
  }

  #combined(waiting: Waiting<T>, item: T, options: AddOptions | undefined): T {
    return options?.again ? this.combine(item, waiting.item) : this.combine(waiting.item, item);
  }

  #needsWork(key: string): boolean {
    const state = this.#queue.stateOf(key);
    return state === "ready" || state === "rerun";
  }

  #wait(waiting: Waiting<T>, dueAt: number): void {
    waiting.slot = this.#due.insert(waiting, dueAt);
    this.#byKey.set(waiting.key, waiting);
    this.#changed();
  }

  #forgetWaiting(waiting: Waiting<T>): void {
    this.#due.remove(waiting.slot);
    this.#byKey.delete(waiting.key);
    this.#changed();
  }

  /** What waits has become more or less. */
  #changed(): void {
    this.#series?.waiting.set(this.#due.size);
    this.#arm();
  }

  /** Keeps one timer, for the earliest of what waits. */
  #arm(): void {
    const next = this.#due.nextDueAt;
    if (next === this.#timerAt) return;
    this.#timer?.[Symbol.dispose]();
    this.#timerAt = next;
    this.#timer = next === Infinity ? undefined : this.#clock.after(next - this.#clock.now(), this.#promote);
  }

  readonly #promote = (): void => {
    this.#timerAt = Infinity;
    const now = this.#clock.now();
    try {
      for (let left = atOnce; left > 0; left--) {
        const waiting = this.#due.takeDue(now);
        if (!waiting) break;
        this.#byKey.delete(waiting.key);
        this.#queue.add(waiting.item, { priority: waiting.priority, again: waiting.again });
      }
    } finally {
      // What a payload function throws is thrown out of the timer. The other keys go on.
      this.#changed();
    }
  };

  shutDown(): void {
    this.#dropWaiting();
    this.#queue.shutDown();
  }

  async shutDownWithDrain(options?: DrainOptions): Promise<DrainReport> {
    this.#dropWaiting();
    const report = await this.#queue.shutDownWithDrain(options);
    return { ...report, waiting: report.waiting + this.#left };
  }

  #dropWaiting(): void {
    this.#left += this.#due.size;
    this.#due.clear();
    this.#byKey.clear();
    this.#changed();
  }

  has(key: string): boolean {
    return this.#queue.has(key) || this.#byKey.has(key);
  }

  stateOf(key: string): KeyState | undefined {
    return this.#queue.stateOf(key) ?? (this.#byKey.has(key) ? "waiting" : undefined);
  }

  list(): ListedKey<T>[] {
    return [...this.#queue.list(), ...this.waiting()];
  }

  stats(): QueueStats {
    const stats = this.#queue.stats();
    return { ...stats, waiting: stats.waiting + this.#due.size };
  }

  combine(waiting: T, added: T): T {
    return this.#queue.combine(waiting, added);
  }

  get(signal?: AbortSignal): Promise<Lease<T> | undefined> {
    return this.#queue.get(signal);
  }

  tryGet(): Lease<T> | undefined {
    return this.#queue.tryGet();
  }

  getBatch(max: number, options?: BatchOptions): Promise<Lease<T>[]> {
    return this.#queue.getBatch(max, options);
  }

  /** The keys, one lease after another, until the queue is shut down and empty. */
  [Symbol.asyncIterator](): AsyncIterator<Lease<T>, void, undefined> {
    return leases(this);
  }

  async process(handler: ProcessHandler<T>, options: DelayingProcessOptions<T> = {}): Promise<void> {
    const { retryAfterMs = 1000 } = options;
    const retry = new Backoff({ baseMs: checkedDuration("retryAfterMs", retryAfterMs), maxMs: retryAfterMs });
    await processKeys<T, Lease<T>>(this, handler, options, {
      done: (lease) => lease.done(),
      requeue: ({ item, priority }) => this.addAfter(item, retry.next(), { priority, again: true }),
      giveBack: (lease) => {
        this.add(lease.item, { priority: lease.priority, again: true });
        lease.done();
      },
      release: (lease) => lease.done(),
      holdsFailed: false,
      clock: this.#clock,
    });
  }

  idle(signal?: AbortSignal): Promise<void> {
    return this.#queue.idle(signal);
  }

  remove(key: string): boolean {
    const removed = this.#queue.remove(key);
    return this.cancel(key) || removed;
  }

  clear(filter: ClearFilter<T>): number {
    const matches = matching(filter);
    let removed = this.#queue.clear(filter);
    for (const waiting of this.waiting()) if (matches(waiting) && this.cancel(waiting.key)) removed++;
    return removed;
  }

  done(key: string): void {
    this.#queue.done(key);
  }

  get length(): number {
    return this.#queue.length;
  }

  get shuttingDown(): boolean {
    return this.#queue.shuttingDown;
  }

  [Symbol.dispose](): void {
    this.shutDown();
    this.#queue[Symbol.dispose]();
    this.#series?.[Symbol.dispose]();
  }
}
