import { checkedDelay, EventLoopYielder, type Clock } from "@workset/clock";
import { checkedPriority } from "@workset/queue";
import type { AddRequest, QueueStore } from "@workset/store";
import type { DurableMeter } from "./durable-meter.ts";
import type { DurableAddAfterOptions, DurableAddCounts, DurableAddOutcome } from "./durable-options.ts";
import type { ItemCodec } from "./item-codec.ts";
import type { QueueTime } from "./queue-time.ts";

/** The number of adds that one batch hands to the store at once. */
const slice = 4096;

/** What the adds of a queue are made of. */
export interface AddingParts<T> {
  readonly store: QueueStore;
  readonly items: ItemCodec<T>;
  readonly clock: Clock;
  readonly time: QueueTime;
  readonly meter: DurableMeter | undefined;
  /** How long a key waits after a failure, given the failures before it. */
  readonly delayMs: (failures: number) => number;
  /** Called when a key may have become ready. */
  readonly wake: () => void;
}

/** The adds of a queue, from the item to the outcome. */
export class Adding<T> {
  readonly #parts: AddingParts<T>;
  /** How many adds ended in which outcome. */
  readonly counts: DurableAddCounts = noAdds();

  constructor(parts: AddingParts<T>) {
    this.#parts = parts;
  }

  /** @throws What the item's key or the codec throws; RangeError when the priority is no number. */
  request(item: T, options: DurableAddAfterOptions | undefined): AddRequest {
    const { items } = this.#parts;
    return {
      key: items.keyOf(item),
      payload: items.write(item),
      priority: checkedPriority(options?.priority ?? 0),
      replace: options?.replace ?? false,
      again: options?.again ?? false,
    };
  }

  async add(request: AddRequest): Promise<DurableAddOutcome> {
    const { store, time, meter, wake } = this.#parts;
    if (time.stopped) {
      this.counts.dropped++;
      meter?.dropped();
      return "dropped";
    }
    const adding = store.add(request, time.now());
    // Asked for right behind it, the key is handed out by the commit that adds it.
    if (request.due === undefined) wake();
    const outcome = await adding;
    this.counts[outcome]++;
    meter?.added(outcome);
    // The delay was zero: the key is ready already.
    if (request.due !== undefined && (outcome === "added" || outcome === "revived")) wake();
    return outcome;
  }

  async all(items: Iterable<T>, options: DurableAddAfterOptions | undefined): Promise<DurableAddCounts> {
    const requests = await this.#requests(items, options);
    const counts = noAdds();
    for (let from = 0; from < requests.length; from += slice) {
      const adds = requests.slice(from, from + slice).map((request) => this.add(request));
      for (const outcome of await Promise.all(adds)) counts[outcome]++;
    }
    return counts;
  }

  /** The requests of many items; the event loop gets turns meanwhile. */
  async #requests(items: Iterable<T>, options: DurableAddAfterOptions | undefined): Promise<AddRequest[]> {
    const requests: AddRequest[] = [];
    const yielder = new EventLoopYielder({ clock: this.#parts.clock });
    for (const item of items) {
      requests.push(this.request(item, options));
      if (yielder.isDue) await yielder.yield();
    }
    return requests;
  }

  async after(item: T, delayMs: number, options?: DurableAddAfterOptions): Promise<DurableAddOutcome> {
    checkedDelay("delayMs", delayMs);
    const request = this.request(item, options);
    this.delayed();
    return this.add(delayMs <= 0 ? request : { ...request, due: this.#parts.time.after(delayMs) });
  }

  async rateLimited(item: T, options?: DurableAddAfterOptions): Promise<DurableAddOutcome> {
    const request = this.request(item, options);
    this.delayed();
    return this.add({ ...request, due: this.#parts.delayMs });
  }

  /** A key is to be added later, or tried again. */
  delayed(): void {
    const { time, meter } = this.#parts;
    if (!time.stopped) meter?.delayed();
  }
}

function noAdds(): DurableAddCounts {
  return { added: 0, coalesced: 0, rerun: 0, revived: 0, waiting: 0, sooner: 0, replaced: 0, dropped: 0 };
}
