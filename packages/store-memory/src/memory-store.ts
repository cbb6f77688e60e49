import { StoreError, type OpenQueue, type QueueStore, type Store } from "@workset/store";
import { MemoryQueue } from "./memory-queue.ts";
import { Rows } from "./rows.ts";

/**
 * A store in memory. Keys live as long as the store object: a queue that is closed and opened again on it finds them.
 *
 * Verbs act in a microtask of their own, in the order in which they were called, so that whoever forgets to await one
 * notices here and not first with a store that writes to a disk.
 */
export class MemoryStore implements Store {
  readonly capabilities = { durable: false } as const;
  readonly #rows = new Map<string, Rows>();
  readonly #open = new Map<string, MemoryQueue>();
  #closed = false;

  async open(options: OpenQueue): Promise<QueueStore> {
    await Promise.resolve();
    const { queue } = options;
    if (this.#closed) throw new StoreError("closed", "the store was closed: make a new one");
    if (this.#open.has(queue)) {
      throw new StoreError("in-use", `the queue ${JSON.stringify(queue)} is open already: close it first`);
    }
    let rows = this.#rows.get(queue);
    if (!rows) {
      rows = new Rows();
      this.#rows.set(queue, rows);
    }
    const opened = new MemoryQueue(rows, options, () => this.#open.delete(queue));
    this.#open.set(queue, opened);
    return opened;
  }

  /** Lets go of every open queue without giving back what is in hand, as the end of a process would. */
  crash(): void {
    for (const queue of this.#open.values()) queue.abandon();
    this.#open.clear();
  }

  async close(): Promise<void> {
    await Promise.resolve();
    this.#closed = true;
    for (const queue of this.#open.values()) queue.end();
    this.#open.clear();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
