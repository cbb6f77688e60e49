import { checkedChoice, checkedDuration, requiredMethods, systemClock, type Clock } from "@workset/clock";
import {
  DelayingQueue,
  type AddAfterOptions,
  type AddAfterOutcome,
  type DelayedQueue,
  type DelayingProcessOptions,
  type DelayingQueueOptions,
  type KeyOfOrQueue,
  type WaitingKey,
} from "@workset/delaying";
import {
  leases,
  matching,
  processKeys,
  type AddCounts,
  type AddOptions,
  type AddOutcome,
  type BatchOptions,
  type ClearFilter,
  type DrainOptions,
  type DrainReport,
  type KeyOf,
  type KeyState,
  type Lease,
  type ListedKey,
  type ProcessHandler,
  type QueueStats,
} from "@workset/queue";
import { defaultControllerRateLimiter } from "./default-limiters.ts";
import type { RateLimiter } from "./rate-limiter.ts";

/** A work queue to which keys can be added again as a rate limiter says. */
export interface RateLimitedQueue<T> extends DelayedQueue<T> {
  /**
   * Adds the item when the limiter says that its key may go again. The limiter is asked every time, also when the key
   * turns out to wait already.
   */
  addRateLimited(item: T, options?: AddAfterOptions): AddAfterOutcome;

  /** Clears the limiter's memory of the key. The key itself stays as it is: ready, processing or waiting. */
  forget(key: string): void;

  /** How often the limiter was asked for this key since it was forgotten. */
  numRequeues(key: string): number;

  /** What is left of the wait that the limiter gave this key last, in milliseconds; 0 when it is over or was forgotten. */
  backoffLeftMs(key: string): number;

  /**
   * As {@link DelayedQueue.process}. A key whose handler throws is added as the limiter says, and one whose handler ends
   * is forgotten. Where the limiter itself throws, the key waits for `retryAfterMs`, and `onError` is called.
   */
  process(handler: ProcessHandler<T>, options?: DelayingProcessOptions<T>): Promise<void>;
}

/** How a rate-limiting queue is made. */
export interface RateLimitingQueueOptions<T> extends Omit<DelayingQueueOptions<T>, "queue"> {
  /**
   * Says how long a key waits before it goes again.
   * @defaultValue client-go's: 5 ms doubling to 1000 s for each key, and 10 a second with bursts of 100 for all
   */
  readonly limiter?: RateLimiter;
  /**
   * Which failures count. `"every-failure"`: the limiter is asked every time, as in client-go. So twenty adds of a key
   * that fails at once are twenty failures, and the next wait is as long as after twenty. `"once-per-wait"`: a failure
   * before the wait of the last one is over does not count, and the key waits for the rest of it. So adds never make a
   * failing key wait longer, and it runs once per add, and once per wait.
   * @defaultValue "every-failure"
   */
  readonly backoff?: "every-failure" | "once-per-wait";
  /**
   * The queue to which keys are added later. It keeps its own options; of those given here `limiter`, `backoff` and
   * `clock` count then.
   * @defaultValue a new `DelayingQueue` with these options
   */
  readonly queue?: DelayedQueue<T>;
}

/** What names the keys: needed, unless the items are strings. */
export type KeyOfOrDelayedQueue<T> = [T] extends [string]
  ? unknown
  : { readonly keyOf: KeyOf<T> } | { readonly queue: DelayedQueue<T> };

/** A rate limiter over a delaying queue: ask the limiter when, and add the item then. */
export class RateLimitingQueue<T = string> implements RateLimitedQueue<T> {
  readonly name: string;
  readonly keyOf: KeyOf<T>;
  readonly #queue: DelayedQueue<T>;
  readonly #limiter: RateLimiter;
  readonly #deadlines: Deadlines;
  readonly #oncePerWait: boolean;

  /** @throws RangeError or TypeError, naming the option, when one has no meaning. */
  constructor(
    options: RateLimitingQueueOptions<T> & KeyOfOrDelayedQueue<T> = {} as RateLimitingQueueOptions<T> &
      KeyOfOrDelayedQueue<T>,
  ) {
    const { limiter, queue, backoff = "every-failure", ...rest } = options;
    const { clock = systemClock } = rest;
    this.#queue = queue ?? new DelayingQueue<T>(rest as DelayingQueueOptions<T> & KeyOfOrQueue<T>);
    this.#limiter = requiredMethods(
      "limiter",
      limiter ?? defaultControllerRateLimiter({ clock }),
      ["when", "forget", "numRequeues"],
      "see RateLimiter",
    );
    checkedChoice("backoff", backoff, ["every-failure", "once-per-wait"]);
    this.#deadlines = new Deadlines(clock);
    this.#oncePerWait = backoff === "once-per-wait";
    this.name = this.#queue.name;
    this.keyOf = this.#queue.keyOf;
  }

  addRateLimited(item: T, options?: AddAfterOptions): AddAfterOutcome {
    const key = this.keyOf(item);
    const left = this.#oncePerWait ? this.#deadlines.left(key) : 0;
    const waitMs = left > 0 ? left : this.#limiter.when(key);
    if (left <= 0) this.#deadlines.set(key, waitMs);
    return this.#queue.addAfter(item, waitMs, options);
  }

  forget(key: string): void {
    this.#deadlines.delete(key);
    this.#limiter.forget(key);
  }

  async process(handler: ProcessHandler<T>, options: DelayingProcessOptions<T> = {}): Promise<void> {
    const { retryAfterMs = 1000 } = options;
    checkedDuration("retryAfterMs", retryAfterMs);
    await processKeys<T, Lease<T>>(this, handler, options, {
      done: (lease) => {
        this.forget(lease.key);
        lease.done();
      },
      requeue: ({ item, priority }, report) => {
        const again = { priority, again: true };
        try {
          return this.addRateLimited(item, again);
        } catch (error) {
          // A limiter that fails costs its key a wait, not the worker.
          const next = this.#queue.addAfter(item, retryAfterMs, again);
          report(error, next);
          return next;
        }
      },
      giveBack: (lease) => {
        this.add(lease.item, { priority: lease.priority, again: true });
        lease.done();
      },
      release: (lease) => lease.done(),
      holdsFailed: false,
    });
  }

  idle(signal?: AbortSignal): Promise<void> {
    return this.#queue.idle(signal);
  }

  remove(key: string): boolean {
    const removed = this.#queue.remove(key);
    if (!this.has(key)) this.forget(key);
    return removed;
  }

  clear(filter: ClearFilter<T>): number {
    const matches = matching(filter);
    const keys = Array.from(this.list()).flatMap((listed) => (matches(listed) ? listed.key : []));
    const removed = this.#queue.clear(filter);
    for (const key of keys) if (!this.has(key)) this.forget(key);
    return removed;
  }

  numRequeues(key: string): number {
    return this.#limiter.numRequeues(key);
  }

  backoffLeftMs(key: string): number {
    return Math.max(0, this.#deadlines.left(key));
  }

  addAfter(item: T, delayMs: number, options?: AddAfterOptions): AddAfterOutcome {
    return this.#queue.addAfter(item, delayMs, options);
  }

  cancel(key: string): boolean {
    return this.#queue.cancel(key);
  }

  postpone(key: string, delayMs: number): boolean {
    return this.#queue.postpone(key, delayMs);
  }

  waiting(): Iterable<WaitingKey<T>> {
    return this.#queue.waiting();
  }

  add(item: T, options?: AddOptions): AddOutcome {
    return this.#queue.add(item, options);
  }

  addAll(items: Iterable<T>, options?: AddOptions): AddCounts {
    return this.#queue.addAll(items, options);
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

  done(key: string): void {
    this.#queue.done(key);
  }

  has(key: string): boolean {
    return this.#queue.has(key);
  }

  stateOf(key: string): KeyState | undefined {
    return this.#queue.stateOf(key);
  }

  list(): Iterable<ListedKey<T>> {
    return this.#queue.list();
  }

  stats(): QueueStats {
    return this.#queue.stats();
  }

  combine(waiting: T, added: T): T {
    return this.#queue.combine(waiting, added);
  }

  get length(): number {
    return this.#queue.length;
  }

  get shuttingDown(): boolean {
    return this.#queue.shuttingDown;
  }

  shutDown(): void {
    this.#queue.shutDown();
  }

  shutDownWithDrain(options?: DrainOptions): Promise<DrainReport> {
    return this.#queue.shutDownWithDrain(options);
  }

  [Symbol.dispose](): void {
    this.#queue[Symbol.dispose]();
  }
}

/** How many deadlines there are, at least, before the past ones are dropped. */
const fewest = 1000;

/** When the wait of each failed key is over. */
class Deadlines {
  readonly #clock: Clock;
  readonly #byKey = new Map<string, number>();
  #sweepAt = fewest;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What is left of the key's wait, in milliseconds; zero or less when it does not wait. */
  left(key: string): number {
    return (this.#byKey.get(key) ?? -Infinity) - this.#clock.now();
  }

  set(key: string, waitMs: number): void {
    this.#byKey.set(key, this.#clock.now() + waitMs);
    if (this.#byKey.size < this.#sweepAt) return;
    for (const other of this.#byKey.keys()) if (this.left(other) <= 0) this.#byKey.delete(other);
    this.#sweepAt = Math.max(fewest, 2 * this.#byKey.size);
  }

  delete(key: string): void {
    this.#byKey.delete(key);
  }
}
