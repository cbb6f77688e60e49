import type { Release } from "@workset/store";
import type { Work, WorkCounts, WorkSource } from "./work.ts";

/** What a {@link WorkSource} needs of the lease of a `DurableQueue`. */
export interface DurableLeaseOf<T> {
  readonly item: T;
  readonly key: string;
  readonly priority: number;
  readonly failures: number;
  readonly crashes: number;
  release(how: Release): Promise<unknown>;
}

/** What a {@link WorkSource} needs of a `DurableQueue`. */
export interface DurableQueueOf<T> {
  readonly name: string;
  /** The failed set; no in-process queue has one. */
  readonly failed: object;
  get(signal?: AbortSignal): Promise<DurableLeaseOf<T> | undefined>;
  getBatch(
    max: number,
    options: { readonly maxWaitMs: number; readonly signal: AbortSignal },
  ): Promise<readonly DurableLeaseOf<T>[]>;
  stats(): Promise<{ readonly ready: number; readonly processing: number; readonly waiting: number }>;
  shutDown(): void;
}

/** Work from a durable queue. Verbs called one after another act in that order. */
export class DurableSource<T> implements WorkSource<T> {
  readonly name: string;
  readonly queue: DurableQueueOf<T>;

  constructor(queue: DurableQueueOf<T>) {
    this.name = queue.name;
    this.queue = queue;
  }

  async take(signal: AbortSignal): Promise<Work<T> | undefined> {
    const lease = await this.queue.get(signal);
    return lease && new DurableWork(lease);
  }

  async takeBatch(
    max: number,
    options: { readonly maxWaitMs: number; readonly signal: AbortSignal },
  ): Promise<Work<T>[]> {
    const leases = await this.queue.getBatch(max, options);
    return leases.map((lease) => new DurableWork(lease));
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
  readonly #lease: DurableLeaseOf<T>;
  /** The release that is in progress or has counted. */
  #released: Promise<unknown> | undefined;

  constructor(lease: DurableLeaseOf<T>) {
    this.key = lease.key;
    this.priority = lease.priority;
    this.failures = lease.failures + lease.crashes;
    this.#lease = lease;
  }

  /** Decoded on first access. @throws What the codec throws. */
  get item(): T {
    return this.#lease.item;
  }

  release(how: Release): Promise<unknown> {
    this.#released ??= this.#lease.release(how).catch((error: unknown) => {
      // Closing the queue gave the key back, and it runs again.
      if (isClosed(error)) return;
      this.#released = undefined;
      throw error;
    });
    return this.#released;
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof Error && error.name === "StoreError" && "code" in error && error.code === "closed";
}
