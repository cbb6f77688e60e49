import { StoreError, type OpenQueue, type QueueStore, type Store, type StoredQueue } from "@workset/store";
import { MemoryQueue } from "./memory-queue.ts";
import { Records } from "./records.ts";

/**
 * A store in memory. Keys live as long as the store object: a queue that is closed and opened again on it finds them.
 *
 * Each verb acts in a microtask of its own, in the order of the calls, so that a forgotten `await` shows here and not
 * first with a store that writes to a disk.
 */
export class MemoryStore implements Store {
  readonly capabilities = { durable: false } as const;
  readonly #records = new Map<string, Records>();
  readonly #open = new Map<string, MemoryQueue>();
  #closed = false;

  async open(options: OpenQueue): Promise<QueueStore> {
    await Promise.resolve();
    this.#throwIfClosed();
    const { queue } = options;
    this.#throwIfOpen(queue);
    let records = this.#records.get(queue);
    if (!records) {
      records = new Records();
      this.#records.set(queue, records);
    }
    const opened = new MemoryQueue(records, options, () => this.#open.delete(queue));
    this.#open.set(queue, opened);
    return opened;
  }

  async queues(): Promise<readonly StoredQueue[]> {
    await Promise.resolve();
    this.#throwIfClosed();
    return Array.from(this.#records, ([name, { orders }]) => ({
      name,
      ready: orders.ready.size,
      processing: orders.processing.size,
      waiting: orders.waiting.size,
      failed: orders.failed.size,
    })).toSorted((one, other) => (one.name < other.name ? -1 : 1));
  }

  async dropQueue(name: string): Promise<boolean> {
    await Promise.resolve();
    this.#throwIfClosed();
    this.#throwIfOpen(name);
    return this.#records.delete(name);
  }

  /** Closes every open queue without giving back what is processing, as the end of a process would. */
  crash(): void {
    for (const queue of this.#open.values()) queue.abandon();
    this.#open.clear();
  }

  async close(): Promise<void> {
    await Promise.resolve();
    this.#closed = true;
    for (const queue of this.#open.values()) queue.end(0);
    this.#open.clear();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #throwIfClosed(): void {
    if (this.#closed) throw new StoreError("closed", "the store was closed: make a new one");
  }

  #throwIfOpen(queue: string): void {
    if (this.#open.has(queue)) {
      throw new StoreError("in-use", `the queue ${JSON.stringify(queue)} is open already: close it first`);
    }
  }
}
