import { StoreError, type OpenQueue, type Store, type StoredQueue } from "@workset/store";
import { ModelKeys } from "./model-keys.ts";
import { ModelStoreQueue } from "./model-store-queue.ts";

/** The store at its plainest. What it knows can be handed to another, as a file could. */
export class ModelStore implements Store {
  readonly capabilities = { durable: true } as const;
  /** The keys of each queue, by its name. */
  readonly keysByQueue: Map<string, ModelKeys>;
  readonly opened: Map<string, ModelStoreQueue> = new Map();
  closed: boolean = false;

  constructor(queues: Map<string, ModelKeys> = new Map()) {
    this.keysByQueue = queues;
  }

  async open(options: OpenQueue): Promise<ModelStoreQueue> {
    await Promise.resolve();
    const { queue } = options;
    if (this.closed) throw new StoreError("closed", "the store was closed: make a new one");
    if (this.opened.has(queue)) throw new StoreError("in-use", "the queue is open already: close it first");
    const keys = this.keysByQueue.get(queue) ?? new ModelKeys();
    this.keysByQueue.set(queue, keys);
    const opened = this.make(keys, options);
    this.opened.set(queue, opened);
    opened.recover();
    opened.tell();
    return opened;
  }

  make(keys: ModelKeys, options: OpenQueue): ModelStoreQueue {
    return new ModelStoreQueue(keys, options, () => this.opened.delete(options.queue));
  }

  async queues(): Promise<readonly StoredQueue[]> {
    await Promise.resolve();
    this.throwIfClosed();
    return [...this.keysByQueue]
      .map(([name, { lists }]) => ({
        name,
        ready: lists.ready.length,
        processing: lists.processing.length,
        waiting: lists.waiting.length,
        failed: lists.failed.length,
      }))
      .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  }

  async dropQueue(name: string): Promise<boolean> {
    await Promise.resolve();
    this.throwIfClosed();
    if (this.opened.has(name)) throw new StoreError("in-use", "the queue is open: close it first");
    return this.keysByQueue.delete(name);
  }

  throwIfClosed(): void {
    if (this.closed) throw new StoreError("closed", "the store was closed: make a new one");
  }

  /** Ends as the process would: nothing is given back. */
  crash(): void {
    this.closed = true;
    for (const queue of this.opened.values()) queue.abandon();
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.opened.values(), (queue) => queue.close()));
    this.closed = true;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
