import type { AddAfterOptions } from "@workset/delaying";
import type { Lease } from "@workset/queue";
import type { RateLimitedQueue } from "@workset/rate-limiters";
import type { Work, WorkSource } from "./work.ts";

/** How long a key waits whose limiter threw when it was asked. */
const unlimitedMs = 1000;

/**
 * Work from a queue in the process. Failures are counted here, run by run: a limiter counts how often it was asked,
 * whoever asked it, and some count nothing.
 */
export class ProcessSource<T> implements WorkSource<T> {
  readonly name: string;
  readonly queue: RateLimitedQueue<T>;
  readonly failures: Map<string, number> = new Map();
  /** What was to come again and was refused, or dropped while it waited: the queue was shut down. */
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

  async counts(): Promise<{ ready: number; processing: number; waiting: number }> {
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
  #ended = false;

  constructor(source: ProcessSource<T>, lease: Lease<T>) {
    this.item = lease.item;
    this.key = lease.key;
    this.priority = lease.priority;
    this.failures = source.failures.get(lease.key) ?? 0;
    this.#source = source;
    this.#lease = lease;
  }

  done(): void {
    if (!this.#begins()) return;
    this.#forget();
    this.#lease.done();
  }

  again(afterMs: number): void {
    if (!this.#begins()) return;
    this.#forget();
    this.#comesBack((queue, options) => queue.addAfter(this.item, afterMs, options));
  }

  retry(afterMs?: number): void {
    if (!this.#begins()) return;
    this.#source.failures.set(this.key, this.failures + 1);
    this.#comesBack((queue, options) => {
      return afterMs === undefined
        ? queue.addRateLimited(this.item, options)
        : queue.addAfter(this.item, afterMs, options);
    });
  }

  giveUp(): void {
    this.done();
  }

  giveBack(): void {
    if (!this.#begins()) return;
    this.#comesBack((queue, options) => queue.add(this.item, options), "ready");
  }

  /** Whether this is the first ending. */
  #begins(): boolean {
    const first = !this.#ended;
    this.#ended = true;
    return first;
  }

  #forget(): void {
    this.#source.failures.delete(this.key);
    this.#source.queue.forget(this.key);
  }

  /**
   * Added before it is done, so that the key is never unknown in between. Where it was added meanwhile it runs at once,
   * with the newer item, and nothing old waits behind that. A limiter or a payload policy may throw: then the key comes
   * back after a while, or it has other work already, and the error is told once the key is safe.
   */
  #comesBack(
    add: (queue: RateLimitedQueue<T>, options: AddAfterOptions) => string,
    as: "ready" | "waiting" = "waiting",
  ): void {
    const { queue, lost } = this.#source;
    const options = { priority: this.priority, again: true };
    const changed = queue.stateOf(this.key) === "rerun";
    try {
      const outcome = add(queue, options);
      if (outcome === "dropped") lost[as]++;
      if (outcome === "waiting" && changed) {
        queue.cancel(this.key);
        queue.add(this.item, options);
      }
    } catch (error) {
      if (queue.stateOf(this.key) === "processing") queue.addAfter(this.item, unlimitedMs, options);
      throw error;
    } finally {
      this.#lease.done();
    }
  }
}
