import { ManualClock } from "@workset/clock";
import type { Item, OpenedQueue, QueueCapability, QueuePlace } from "@workset/contract";
import { DurableQueue } from "@workset/durable";
import { exponential } from "@workset/rate-limiters";
import type { Store } from "@workset/store";
import { turns } from "./wrapped-store.ts";

/** What durable queues can do: all but ageing, which the line of a store does not know. */
export const capabilities: readonly QueueCapability[] = [
  "payloads",
  "priorities",
  "batches",
  "delays",
  "separate",
  "merge",
  "rate-limits",
];

/** A place whose queues are durable, each in a store of its own, which answers within so many turns. */
export function durablePlace(openStore: () => Promise<Store>, patience = 1): QueuePlace {
  const clock = new ManualClock({ wallAt: Date.UTC(2026, 0, 1) });
  const opened: AsyncDisposable[] = [];
  return {
    capabilities,
    settle: () => turns(patience),
    async open({ baseMs = 10, payload, merge } = {}): Promise<OpenedQueue> {
      const store = await openStore();
      const queue = await DurableQueue.open<Item>({
        store,
        name: "q",
        clock,
        keyOf: (item) => item.key,
        limiter: exponential({ baseMs }),
        ...(payload && { payload }),
        ...(merge !== undefined && { merge }),
      });
      opened.unshift(queue, store);
      return queue;
    },
    async advance(ms) {
      clock.advance(ms);
      await turns(patience);
    },
    async [Symbol.asyncDispose]() {
      for (const each of opened) await each[Symbol.asyncDispose]();
    },
  };
}
