import { checkedDelay } from "@workset/clock";
import { checkedPriority } from "@workset/queue";
import type { AddRequest, QueueStore } from "@workset/store";
import type { DurableMeter } from "./durable-meter.ts";
import type { DurableAddAfterOptions, DurableAddCounts, DurableAddOutcome } from "./durable-options.ts";
import type { Items } from "./items.ts";
import type { QueueTime } from "./queue-time.ts";

/** What the adds of a queue are made of. */
export interface AddingParts<T> {
  readonly store: QueueStore;
  readonly items: Items<T>;
  readonly time: QueueTime;
  readonly meter: DurableMeter | undefined;
  readonly merge: boolean;
  readonly keepBackoff: boolean;
  /** How long a key waits that has failed so many times before. */
  readonly delayMs: (failures: number) => number;
  /** Learns that a key may have become ready. */
  readonly stir: () => void;
}

/** The adds of a queue, from the item to what came of it. */
export class Adding<T> {
  readonly #parts: AddingParts<T>;
  /** How many adds ended in which outcome. */
  readonly counts: DurableAddCounts = noAdds();

  constructor(parts: AddingParts<T>) {
    this.#parts = parts;
  }

  /** @throws What the item's key or the codec throws; RangeError when the priority is no number. */
  request(item: T, options: DurableAddAfterOptions | undefined): AddRequest {
    const { items, merge, keepBackoff } = this.#parts;
    return {
      key: items.keyOf(item),
      payload: items.write(item),
      priority: checkedPriority(options?.priority ?? 0),
      replace: options?.replace ?? false,
      merge,
      keepBackoff,
      again: options?.again ?? false,
      combine: items.combine,
    };
  }

  async add(request: AddRequest): Promise<DurableAddOutcome> {
    const { store, time, meter, stir } = this.#parts;
    if (time.stopped) {
      this.counts.dropped++;
      meter?.dropped();
      return "dropped";
    }
    const adding = store.add(request, time.now());
    // Asked for right behind it, the key is handed out by the commit that adds it.
    if (request.due === undefined) stir();
    const outcome = await adding;
    this.counts[outcome]++;
    meter?.added(outcome);
    // A wait without length.
    if (request.due !== undefined && (outcome === "added" || outcome === "revived")) stir();
    return outcome;
  }

  async all(items: Iterable<T>, options: DurableAddAfterOptions | undefined): Promise<DurableAddCounts> {
    const requests = Array.from(items, (item) => this.request(item, options));
    const counts = noAdds();
    for (const outcome of await Promise.all(requests.map((request) => this.add(request)))) counts[outcome]++;
    return counts;
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
