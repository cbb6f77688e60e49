import {
  DelayingQueue,
  type AddAfterOptions,
  type AddAfterOutcome,
  type DelayedQueue,
  type DelayingQueueArguments,
  type DelayingQueueOptions,
  type WaitingKey,
} from "@workset/delaying";
import {
  leases,
  type AddCounts,
  type AddOptions,
  type AddOutcome,
  type BatchOptions,
  type DrainOptions,
  type DrainReport,
  type KeyOf,
  type KeyState,
  type Lease,
  type ListedKey,
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

  /** Clears the limiter's memory of the key. What waits, is ready or in hand stays as it is. */
  forget(key: string): void;

  /** How often the limiter was asked for this key since it was forgotten. */
  numRequeues(key: string): number;
}

/** How a rate-limiting queue is made. */
export interface RateLimitingQueueOptions<T> extends Omit<DelayingQueueOptions<T>, "queue"> {
  /**
   * Says how long a key waits before it goes again.
   * @defaultValue client-go's: 5 ms doubling to 1000 s for each key, and 10 a second with bursts of 100 for all
   */
  readonly limiter?: RateLimiter;
  /**
   * The queue to which keys are added later. Its own options rule it; of those given here only `limiter` counts then.
   * @defaultValue a new `DelayingQueue` with these options
   */
  readonly queue?: DelayedQueue<T>;
}

/** What the constructor takes: options, with `keyOf` or a `queue` where the items are not strings. */
export type RateLimitingQueueArguments<T> = [T] extends [string]
  ? [options?: RateLimitingQueueOptions<T>]
  : [
      options: RateLimitingQueueOptions<T> &
        ({ readonly keyOf: KeyOf<T> } | { readonly queue: DelayedQueue<T> }),
    ];

/** A rate limiter laid over a delaying queue: ask the limiter when, and add the item then. */
export class RateLimitingQueue<T = string> implements RateLimitedQueue<T> {
  readonly name: string;
  readonly keyOf: KeyOf<T>;
  readonly #queue: DelayedQueue<T>;
  readonly #limiter: RateLimiter;

  constructor(...[options = {}]: RateLimitingQueueArguments<T>) {
    const { limiter, queue, ...rest } = options;
    this.#queue = queue ?? new DelayingQueue<T>(...([rest] as unknown as DelayingQueueArguments<T>));
    this.#limiter = limiter ?? defaultControllerRateLimiter(rest.clock && { clock: rest.clock });
    this.name = this.#queue.name;
    this.keyOf = this.#queue.keyOf;
  }

  addRateLimited(item: T, options?: AddAfterOptions): AddAfterOutcome {
    return this.#queue.addAfter(item, this.#limiter.when(this.keyOf(item)), options);
  }

  forget(key: string): void {
    this.#limiter.forget(key);
  }

  numRequeues(key: string): number {
    return this.#limiter.numRequeues(key);
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
