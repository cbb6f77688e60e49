import {
  queueCapabilities,
  type OpenedQueue,
  type QueueCapability,
  type QueueHarness,
  type QueueSetup,
} from "./queue-harness.ts";
import type { Item } from "./queue-subject.ts";

/** What durable queues can do: all but ageing, which the order of a store does not know, and ending with the process. */
export const durableCapabilities: readonly QueueCapability[] = queueCapabilities.filter(
  (capability) => capability !== "ageing" && capability !== "in-process",
);

/** How a durable queue is opened in a harness. */
export interface DurableSetup<Store, Clock> extends Pick<QueueSetup, "payload" | "merge"> {
  readonly store: Store;
  readonly name: string;
  readonly clock: Clock;
  readonly keyOf: (item: Item) => string;
  /** The first wait of the limiter; each further one of a key is twice as long. */
  readonly baseMs: number;
}

/** How a harness for durable queues is made. */
export interface DurableHarnessOptions<Store, Clock> {
  /** Opens an empty store. */
  readonly openStore: () => Promise<Store>;
  /** Opens a durable queue. */
  readonly openQueue: (setup: DurableSetup<Store, Clock>) => Promise<OpenedQueue & AsyncDisposable>;
  /** The time of all queues of the harness. */
  readonly clock: Clock;
  /** Lets happen what can happen without time passing. */
  readonly settle: () => Promise<void>;
}

/** Makes a harness whose queues are durable, each in a store of its own. */
export function makeDurableHarness<
  Store extends AsyncDisposable,
  Clock extends { advance(ms: number): unknown },
>(options: DurableHarnessOptions<Store, Clock>): QueueHarness {
  const { openStore, openQueue, clock, settle } = options;
  const opened: AsyncDisposable[] = [];
  return {
    capabilities: durableCapabilities,
    settle,
    async open({ payload, merge, baseMs = 10 } = {}) {
      const store = await openStore();
      opened.unshift(store);
      const queue = await openQueue({
        store,
        name: "q",
        clock,
        keyOf: (item) => item.key,
        baseMs,
        ...(payload && { payload }),
        ...(merge !== undefined && { merge }),
      });
      opened.unshift(queue);
      return queue;
    },
    async advance(ms) {
      clock.advance(ms);
      await settle();
    },
    async [Symbol.asyncDispose]() {
      for (const each of opened) await each[Symbol.asyncDispose]();
    },
  };
}
