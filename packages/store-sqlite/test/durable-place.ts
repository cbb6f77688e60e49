import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import type { Item, OpenedQueue, QueueCapability, QueuePlace } from "@workset/contract";
import { DurableQueue } from "@workset/durable";
import { exponential } from "@workset/rate-limiters";
import type { Store } from "@workset/store";

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

/** Turns of the event loop: commits take one each, and a verb may lead to another. */
export async function turns(many: number = 20): Promise<void> {
  for (let left = many; left > 0; left--) await setImmediate();
}

/** A place whose queues are durable, each in a store of its own. */
export function durablePlace(openStore: () => Promise<Store>): QueuePlace {
  const clock = new ManualClock({ wallAt: Date.UTC(2026, 0, 1) });
  const opened: AsyncDisposable[] = [];
  return {
    capabilities,
    settle: () => turns(),
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
      await turns();
    },
    async [Symbol.asyncDispose]() {
      for (const each of opened) await each[Symbol.asyncDispose]();
    },
  };
}
