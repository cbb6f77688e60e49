import type { Observer } from "@workset/controller";

/** How many keys a queue holds, by state. */
export interface KeyCounts {
  readonly ready: number;
  readonly processing: number;
  readonly waiting: number;
}

/** The part of a queue that is needed. */
interface Counted {
  stats(): KeyCounts | PromiseLike<KeyCounts>;
}

interface Waiter {
  readonly holds: (counts: KeyCounts) => boolean;
  readonly resolve: () => void;
}

/** Waits for a queue to become idle: observes the runs, and counts the keys when no run is active. */
export class IdleWaiter implements Observer {
  readonly #queue: Counted;
  readonly #waiters = new Set<Waiter>();
  #runs = 0;

  constructor(queue: Counted) {
    this.#queue = queue;
  }

  started(): () => void {
    this.#runs++;
    return () => {
      if (--this.#runs === 0 && this.#waiters.size > 0) void this.#check();
    };
  }

  /** Resolves to true when a condition holds for the queue, now or after a run; to false on an aborted signal. */
  async until(holds: (counts: KeyCounts) => boolean, signal: AbortSignal): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#waiters.add({ holds, resolve: () => resolve(true) });
    signal.addEventListener("abort", () => resolve(false), { once: true });
    // Registered first, checked second: a run that ends in between is seen by one of the two.
    await this.#check();
    if (signal.aborted) resolve(false);
    return await promise;
  }

  async #check(): Promise<void> {
    const counts = await this.#queue.stats();
    for (const waiter of this.#waiters) {
      if (!waiter.holds(counts)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }
}
