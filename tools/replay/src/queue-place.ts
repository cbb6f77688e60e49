import type { ManualClock } from "@workset/clock";
import type { Place } from "./replay-trace.ts";
import { allOf, type ReplayedQueue } from "./replayed-queue.ts";
import type { Resolved } from "./trace.ts";
import type { Awaitable } from "./verb.ts";

/** Where a recording of a queue is replayed: the queue, its clock, and the calls that wait in the background. */
export class QueuePlace<Q extends ReplayedQueue> implements Place {
  readonly queue: Q;
  readonly clock: ManualClock;
  readonly #close: () => Awaitable<unknown>;
  readonly #turns: number;
  #waiters = 0;
  #drains = 0;
  #resolved: Resolved[] = [];
  #failures: unknown[] = [];

  /** `turns` of the event loop are all that the queue needs to do what can be done without time passing. */
  constructor(queue: Q, clock: ManualClock, close: () => Awaitable<unknown>, turns = 1) {
    this.queue = queue;
    this.clock = clock;
    this.#close = close;
    this.#turns = turns;
  }

  /** Starts a get which waits. */
  getWait(waiter: string): void {
    this.#waiters++;
    const got = (lease: { readonly item: string } | undefined): void => {
      this.#waiters--;
      this.#resolved.push({ waiter, item: lease ? lease.item : null, shutdown: lease === undefined });
    };
    this.queue.get().then(got, (error: unknown) => void this.#failures.push(error));
  }

  /** Starts a drain in client-go's meaning: it waits only for keys that are processing. */
  drain(drain: string): void {
    this.#drains++;
    const drained = (): void => {
      this.#drains--;
      this.#resolved.push({ drain });
    };
    this.queue
      .shutDownWithDrain({ only: "processing" })
      .then(drained, (error: unknown) => void this.#failures.push(error));
  }

  async settle(): Promise<void> {
    for (let round = 0; round < 2; round++) {
      this.clock.advance(0);
      for (let left = this.#turns; left > 0; left--) await turn();
    }
    if (this.#failures.length > 0) throw this.#failures[0];
  }

  takeResolved(): readonly Resolved[] {
    const resolved = this.#resolved;
    this.#resolved = [];
    return resolved;
  }

  async look(): Promise<QueueLook> {
    const listed = await allOf(this.queue.list());
    const keys = (...states: string[]): string[] =>
      listed.filter(({ state }) => states.includes(state)).map(({ key }) => key);
    return {
      len: await this.queue.length,
      queue: keys("ready"),
      dirty: keys("ready", "rerun").toSorted(),
      processing: keys("processing", "rerun").toSorted(),
      shuttingDown: await this.queue.shuttingDown,
      nowMs: this.clock.now(),
      waiters: this.#waiters,
      getters: (await this.queue.stats()).getters,
      drains: this.#drains,
    };
  }

  close(): Awaitable<unknown> {
    return this.#close();
  }
}

/** What can be seen of a queue. `waiters` are the calls still pending, `getters` what the queue says of them. */
export interface QueueLook {
  readonly len: number;
  readonly queue: readonly string[];
  readonly dirty: readonly string[];
  readonly processing: readonly string[];
  readonly shuttingDown: boolean;
  readonly nowMs: number;
  readonly waiters: number;
  readonly getters: number;
  readonly drains: number;
}

/** One turn of the event loop: every promise that can settle has settled by then. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
