import type { AddAfterOptions } from "@workset/delaying";
import type { Lease } from "@workset/queue";
import type { RateLimitedQueue } from "@workset/rate-limiters";
import type { Release } from "@workset/store";
import type { Work, WorkCounts, WorkSource } from "./work.ts";

/** How long a key waits whose limiter threw. */
const defaultDelayMs = 1000;

/**
 * Work from an in-process queue. Failures are counted here, per run: a limiter counts how often it was asked, by any
 * caller, and some count nothing.
 */
export class ProcessSource<T> implements WorkSource<T> {
  readonly name: string;
  readonly queue: RateLimitedQueue<T>;
  readonly failures: Map<string, number> = new Map();
  /** Keys that were to run again and were refused, or dropped while they waited, because the queue was shut down. */
  readonly lost = { ready: 0, waiting: 0 };

  constructor(queue: RateLimitedQueue<T>) {
    this.name = queue.name;
    this.queue = queue;
  }

  async take(signal: AbortSignal): Promise<Work<T> | undefined> {
    const lease = await this.queue.get(signal);
    return lease && new ProcessWork(this, lease);
  }

  async takeBatch(
    max: number,
    options: { readonly maxWaitMs: number; readonly signal: AbortSignal },
  ): Promise<Work<T>[]> {
    const leases = await this.queue.getBatch(max, options);
    return leases.map((lease) => new ProcessWork(this, lease));
  }

  shutDown(): void {
    this.lost.waiting += this.queue.stats().waiting;
    this.queue.shutDown();
  }

  async counts(): Promise<WorkCounts> {
    const { ready, processing, waiting } = this.queue.stats();
    return { ready: ready + this.lost.ready, processing, waiting: waiting + this.lost.waiting };
  }
}

class ProcessWork<T> implements Work<T> {
  readonly item: T;
  readonly key: string;
  readonly priority: number;
  readonly failures: number;
  readonly #source: ProcessSource<T>;
  readonly #lease: Lease<T>;
  #released = false;

  constructor(source: ProcessSource<T>, lease: Lease<T>) {
    this.item = lease.item;
    this.key = lease.key;
    this.priority = lease.priority;
    this.failures = source.failures.get(lease.key) ?? 0;
    this.#source = source;
    this.#lease = lease;
  }

  release(how: Release): void {
    if (this.#released) return;
    this.#released = true;
    switch (how.next) {
      case "done":
        if (!how.keepFailures) this.#forget();
        this.#lease.done();
        return;
      case "again":
        if (!how.keepFailures) this.#forget();
        this.#requeue((queue, options) => queue.addAfter(this.item, how.afterMs, options));
        return;
      case "retry":
        this.#retry(how);
        return;
      case "give-up":
        this.#forget();
        this.#lease.done();
        return;
      case "give-back":
        this.#requeue((queue, options) => queue.add(this.item, options), "ready");
    }
  }

  /**
   * A failure before the wait of the last one is over neither counts nor extends it, so that adds of a failing key cost one
   * run each and no more.
   */
  #retry({ afterMs, keepFailures }: Extract<Release, { readonly next: "retry" }>): void {
    const leftMs = afterMs === undefined ? this.#source.queue.backoffLeftMs(this.key) : 0;
    if (leftMs === 0 && !keepFailures) this.#source.failures.set(this.key, this.failures + 1);
    const delayMs = afterMs ?? (leftMs > 0 ? leftMs : undefined);
    this.#requeue((queue, options) =>
      delayMs === undefined
        ? queue.addRateLimited(this.item, options)
        : queue.addAfter(this.item, delayMs, options),
    );
  }

  #forget(): void {
    this.#source.failures.delete(this.key);
    this.#source.queue.forget(this.key);
  }

  /**
   * Adds before it ends the lease, so that the key is never unknown in between. A key that was added meanwhile runs at
   * once, with the newer item, and nothing old waits behind it. A limiter or a payload policy may throw: then the key
   * waits for the default delay, unless it needs work already, and the error is thrown once the key is safe.
   */
  #requeue(
    add: (queue: RateLimitedQueue<T>, options: AddAfterOptions) => string,
    as: "ready" | "waiting" = "waiting",
  ): void {
    const { queue, lost } = this.#source;
    const options = { priority: this.priority, again: true };
    const isDirty = queue.stateOf(this.key) === "rerun";
    try {
      const result = add(queue, options);
      if (result === "dropped") lost[as]++;
      if (result === "waiting" && isDirty) {
        queue.cancel(this.key);
        queue.add(this.item, options);
      }
    } catch (error) {
      if (queue.stateOf(this.key) === "processing") queue.addAfter(this.item, defaultDelayMs, options);
      throw error;
    } finally {
      this.#lease.done();
    }
  }
}
