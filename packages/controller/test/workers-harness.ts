import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import type { Item, WorkersCapability, WorkersHarness } from "@workset/contract";
import {
  Workers,
  workSource,
  type AddsKeys,
  type Batch,
  type Handler,
  type WorkableQueue,
  type WorkersSettings,
  type WorkSource,
} from "@workset/controller";
import { DurableQueue } from "@workset/durable";
import { exponential, RateLimitingQueue } from "@workset/rate-limiters";
import type { Store } from "@workset/store";
import { MemoryStore } from "@workset/store-memory";
import { faulty } from "./faulty-store.ts";

/** What a harness opens for its workers. */
export type OpenedForWorkers = AddsKeys<Item> & (WorkableQueue<Item> | WorkSource<Item>);

/** Turns of the event loop in which whatever can happen has happened. */
export async function turns(many = 20): Promise<void> {
  for (let left = many; left > 0; left--) await setImmediate();
}

/** A harness whose workers get their work from what `openQueue` opens. */
export function workersHarness(
  openQueue: (clock: ManualClock, opened: AsyncDisposable[]) => Promise<OpenedForWorkers>,
  more: Partial<WorkersHarness> = {},
  clock: ManualClock = new ManualClock({ wallAt: Date.UTC(2026, 0, 1) }),
): WorkersHarness {
  const opened: AsyncDisposable[] = [];
  return {
    capabilities: [],
    settle: () => turns(),
    async open({ handler, ...setup }) {
      const queue = await openQueue(clock, opened);
      const source = "take" in queue ? queue : workSource(queue);
      const workers = new Workers<Item>({
        ...(setup as WorkersSettings<Item>),
        handler: handler as Handler<Item> | Batch<Item>,
        source,
        clock,
      });
      void workers.start();
      return {
        get concurrency() {
          return workers.concurrency;
        },
        set concurrency(concurrency) {
          workers.concurrency = concurrency;
        },
        stop: (options) => workers.stop(options),
        cancel: (key, how) => workers.cancel(key, how),
        idle: () => workers.idle(),
        pause: (forMs) => workers.pause(forMs),
        resume: () => workers.resume(),
        add: (item, options) => queue.add(item, options),
        counts: () => source.counts(),
      };
    },
    async advance(ms) {
      clock.advance(ms);
      await turns();
    },
    async [Symbol.asyncDispose]() {
      for (const each of opened) await each[Symbol.asyncDispose]();
    },
    ...more,
  };
}

/** A queue in the process. */
export function processQueue(clock: ManualClock, merge = true): RateLimitingQueue<Item> {
  return new RateLimitingQueue<Item>({ keyOf, clock, merge, limiter: exponential({ baseMs: 10 }) });
}

/** A durable queue. */
export function durableQueue(clock: ManualClock, store: Store, name = "q"): Promise<DurableQueue<Item>> {
  return DurableQueue.open<Item>({
    backoff: "cut",
    store,
    name,
    keyOf,
    clock,
    limiter: exponential({ baseMs: 10 }),
    onError: () => {},
  });
}

/** What harnesses can do whose queues are durable and whose store can be made to fail. */
export const durableCapabilities: readonly WorkersCapability[] = ["durable", "faults"];

/** A harness whose workers work on a durable queue in memory, with what is to happen around each verb of the store. */
export function durableHarness(around?: Parameters<typeof faulty>[1]): WorkersHarness {
  const memory = new MemoryStore();
  const faults = faulty(memory, around);
  let last: DurableQueue<Item> | undefined;
  return workersHarness(
    async (clock, opened) => {
      last = await durableQueue(clock, faults.store);
      opened.unshift(last);
      return last;
    },
    {
      capabilities: durableCapabilities,
      settle: () => turns(around ? 60 : 20),
      refuse: () => faults.refuse(),
      relent: () => faults.relent(),
      async crash() {
        memory.crash();
        await last?.close().catch(() => {});
        await turns();
      },
    },
  );
}

function keyOf({ key }: Item): string {
  return key;
}
