import type { Work, WorkSource } from "./work.ts";

/** A key in hand that outlives the process, as far as a {@link WorkSource} minds: the lease of a `DurableQueue`. */
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

/** A queue whose keys outlive the process, as far as a {@link WorkSource} minds: a `DurableQueue`. */
export interface DurableQueueOf<T> {
  readonly name: string;
  /** Where given-up keys go; no queue in the process has it. */
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

/** Work from a queue whose keys outlive the process. Verbs called one after another act in that order. */
export class DurableSource<T> implements WorkSource<T> {
  readonly name: string;
  readonly queue: DurableQueueOf<T>;
  /**
   * Keys that were given up and may have been added meanwhile. Such a key may be handed out before its counts are
   * forgotten, so they do not count for the next work on it.
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

  async counts(): Promise<{ ready: number; processing: number; waiting: number }> {
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
  /** The ending that is under way or has counted. */
  #ending: Promise<unknown> | undefined;

  constructor(source: DurableSource<T>, lease: DurableLeaseOf<T>) {
    this.key = lease.key;
    this.priority = lease.priority;
    this.failures = source.givenUp.delete(lease.key) ? 0 : lease.failures + lease.crashes;
    this.#source = source;
    this.#queue = source.queue;
    this.#lease = lease;
  }

  /** Decoded when it is first asked for. @throws What the codec throws. */
  get item(): T {
    return this.#lease.item;
  }

  done(): Promise<unknown> {
    return this.#end(() => Promise.all([this.#queue.forget(this.key), this.#lease.done()]));
  }

  again(afterMs: number): Promise<unknown> {
    return this.#end(async () => {
      // A queue that was shut down takes no adds, but its leases can still be put off.
      if (this.#queue.shuttingDown) {
        await Promise.all([this.#lease.retry(afterMs), this.#queue.forget(this.key)]);
        return;
      }
      const options = { priority: this.priority, again: true };
      // Committed before the key is let go: were both asked for at once, the second might succeed alone.
      await this.#queue.addAfter(this.#lease.item, afterMs, options);
      await Promise.all([this.#queue.forget(this.key), this.#lease.done()]);
    });
  }

  retry(afterMs?: number): Promise<unknown> {
    return this.#end(() => this.#lease.retry(afterMs));
  }

  giveUp(error: unknown): Promise<unknown> {
    return this.#end(async () => {
      const { givenUp } = this.#source;
      givenUp.add(this.key);
      const ending = await this.#lease.giveUp(error);
      // The failed set keeps the counts for its reader; a key that was added meanwhile lives on without them.
      if (ending === "failed") givenUp.delete(this.key);
      else await this.#queue.forget(this.key);
    });
  }

  giveBack(): Promise<unknown> {
    return this.#end(() => this.#lease.giveBack());
  }

  #end(how: () => Promise<unknown>): Promise<unknown> {
    this.#ending ??= how().catch((error: unknown) => {
      // The key was given back when the queue was closed, and runs again.
      if (isClosed(error)) return;
      this.#ending = undefined;
      throw error;
    });
    return this.#ending;
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof Error && error.name === "StoreError" && "code" in error && error.code === "closed";
}
