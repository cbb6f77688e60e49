import { ManualClock } from "@workset/clock";
import { DurableQueue, type DurableListedKey, type DurableQueueOptions } from "@workset/durable";
import { exponential } from "@workset/rate-limiters";
import type { Store } from "@workset/store";
import { MemoryStore } from "@workset/store-memory";
import { wrapped, type Around } from "./wrapped-store.ts";

/** Where the wall clock of the tests starts. */
export const start: number = Date.UTC(2026, 0, 1);

/** An item that says more than its key. */
export interface Mail {
  readonly to: string;
  readonly text: string;
}

/** A store that outlives the queues of a test, their clock, and what they reported. */
export class Bench {
  readonly memory: MemoryStore = new MemoryStore();
  readonly clock: ManualClock = new ManualClock({ wallAt: start });
  readonly errors: unknown[] = [];
  readonly store: Store;

  constructor(around?: Around) {
    this.store = around ? wrapped(this.memory, around) : this.memory;
  }

  /** Opens a queue of strings; the first failure of a key costs 10 ms. */
  open(options: Partial<DurableQueueOptions<string>> = {}): Promise<DurableQueue> {
    return DurableQueue.open({ ...this.#common(), ...options });
  }

  /** Opens a queue of mails, one for each receiver. */
  openMails(options: Partial<DurableQueueOptions<Mail>> = {}): Promise<DurableQueue<Mail>> {
    return DurableQueue.open<Mail>({ ...this.#common(), keyOf: (mail) => mail.to, ...options });
  }

  /** Ends as a killed process does. */
  crash(): void {
    this.memory.crash();
  }

  #common(): Omit<DurableQueueOptions<never>, "payload" | "codec" | "keyOf"> {
    return {
      store: this.store,
      name: "q",
      clock: this.clock,
      limiter: exponential({ baseMs: 10 }),
      onError: (error) => void this.errors.push(error),
    };
  }
}

/** All keys that are known, as `key:state`. */
export async function statesOf(queue: {
  list(): AsyncIterable<DurableListedKey<unknown>>;
}): Promise<string[]> {
  const listed = await Array.fromAsync(queue.list());
  return listed.map(({ key, state }) => `${key}:${state}`);
}

/** Whether a promise is settled once everything has happened that can happen without time passing. */
export async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = (): void => void (settled = true);
  promise.then(settle, settle);
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}
