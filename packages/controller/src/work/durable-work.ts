import type { Release } from "./outcome.ts";
import type { Work, WorkCounts, WorkSource } from "./work.ts";

/** What a {@link WorkSource} needs of the lease of a `DurableQueue`. */
export interface DurableLeaseOf<T> {
  readonly item: T;
  readonly key: string;
  readonly priority: number;
  readonly failures: number;
  readonly crashes: number;
  done(): Promise<unknown>;
  retry(afterMs?: number): Promise<unknown>;
  giveBack(): Promise<unknown>;
  giveUp(error: unknown): Promise<unknown>;
}

/** What a {@link WorkSource} needs of a `DurableQueue`. */
export interface DurableQueueOf<T> {
  readonly name: string;
  /** The failed set; no in-process queue has one. */
  readonly failed: object;
  readonly shuttingDown: boolean;
  get(signal?: AbortSignal): Promise<DurableLeaseOf<T> | undefined>;
  getBatch(
    max: number,
    options: { readonly maxWaitMs: number; readonly signal: AbortSignal },
  ): Promise<readonly DurableLeaseOf<T>[]>;
  addAfter(
    item: T,
    delayMs: number,
    options: { readonly priority: number; readonly again: boolean },
  ): Promise<string>;
  forget(key: string): Promise<void>;
  stats(): Promise<{ readonly ready: number; readonly processing: number; readonly waiting: number }>;
  shutDown(): void;
}

/** Work from a durable queue. Verbs called one after another act in that order. */
export class DurableSource<T> implements WorkSource<T> {
  readonly name: string;
  readonly queue: DurableQueueOf<T>;
  /**
   * Keys that were given up and may have been added meanwhile. Such a key may be handed out before its counts are
   * forgotten, so they do not count for its next run.
   */
  readonly givenUp: Set<string> = new Set();

  constructor(queue: DurableQueueOf<T>) {
    this.name = queue.name;
    this.queue = queue;
  }

  async take(signal: AbortSignal): Promise<Work<T> | undefined> {
    const lease = await this.queue.get(signal);
    return lease && new DurableWork(this, lease);
  }

  async takeBatch(
    max: number,
    options: { readonly maxWaitMs: number; readonly signal: AbortSignal },
  ): Promise<Work<T>[]> {
    const leases = await this.queue.getBatch(max, options);
    return leases.map((lease) => new DurableWork(this, lease));
  }

  shutDown(): void {
    this.queue.shutDown();
  }

  async counts(): Promise<WorkCounts> {
    const { ready, processing, waiting } = await this.queue.stats();
    return { ready, processing, waiting };
  }
}

class DurableWork<T> implements Work<T> {
  readonly key: string;
  readonly priority: number;
  readonly failures: number;
  readonly #source: DurableSource<T>;
  readonly #queue: DurableQueueOf<T>;
  readonly #lease: DurableLeaseOf<T>;
  /** The release that is under way or has counted. */
  #released: Promise<unknown> | undefined;

  constructor(source: DurableSource<T>, lease: DurableLeaseOf<T>) {
    this.key = lease.key;
    this.priority = lease.priority;
    this.failures = source.givenUp.delete(lease.key) ? 0 : lease.failures + lease.crashes;
    this.#source = source;
    this.#queue = source.queue;
    this.#lease = lease;
  }

  /** Decoded on first access. @throws What the codec throws. */
  get item(): T {
    return this.#lease.item;
  }

  release(how: Release): Promise<unknown> {
    this.#released ??= this.#release(how).catch((error: unknown) => {
      // Closing the queue gave the key back, and it runs again.
      if (isClosed(error)) return;
      this.#released = undefined;
      throw error;
    });
    return this.#released;
  }

  async #release(how: Release): Promise<unknown> {
    const lease = this.#lease;
    switch (how.next) {
      case "done":
        return Promise.all([!how.keepFailures && this.#queue.forget(this.key), lease.done()]);
      case "again":
        return this.#again(how.afterMs, how.keepFailures ?? false);
      case "retry":
        return how.keepFailures && how.afterMs !== undefined
          ? this.#again(how.afterMs, true)
          : lease.retry(how.afterMs);
      case "give-up":
        return this.#giveUp(how.cause);
      case "give-back":
        return lease.giveBack();
    }
  }

  async #again(afterMs: number, keepFailures: boolean): Promise<void> {
    const forget = (): unknown => !keepFailures && this.#queue.forget(this.key);
    // A queue that was shut down takes no adds, but its leases can still be retried later.
    if (this.#queue.shuttingDown) {
      await Promise.all([this.#lease.retry(afterMs), forget()]);
      return;
    }
    const options = { priority: this.priority, again: true };
    // Committed before the lease ends: were both started at once, the second might succeed alone.
    await this.#queue.addAfter(this.#lease.item, afterMs, options);
    await Promise.all([forget(), this.#lease.done()]);
  }

  async #giveUp(cause: unknown): Promise<void> {
    const { givenUp } = this.#source;
    givenUp.add(this.key);
    const ending = await this.#lease.giveUp(cause);
    // The failed set keeps the counts for its reader; a key that was added meanwhile lives on without them.
    if (ending === "failed") givenUp.delete(this.key);
    else await this.#queue.forget(this.key);
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof Error && error.name === "StoreError" && "code" in error && error.code === "closed";
}
