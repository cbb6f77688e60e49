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
  readonly reject: (error: unknown) => void;
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
      if (--this.#runs > 0 || this.#waiters.size === 0) return;
      this.#check().catch((error: unknown) => {
        for (const waiter of this.#waiters) waiter.reject(error);
      });
    };
  }

  /**
   * Resolves to true when a condition holds for the queue, now or after a run; to false on an aborted signal.
   * @throws What the queue throws when it cannot count its keys.
   */
  async until(holds: (counts: KeyCounts) => boolean, signal: AbortSignal): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    const waiter: Waiter = { holds, resolve: () => resolve(true), reject };
    const onAbort = (): void => resolve(false);
    this.#waiters.add(waiter);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      // Registered first, checked second: a run that ends in between is seen by one of the two.
      await Promise.race([this.#check(), promise]);
      if (signal.aborted) onAbort();
      return await promise;
    } finally {
      this.#waiters.delete(waiter);
      signal.removeEventListener("abort", onAbort);
    }
  }

  async #check(): Promise<void> {
    const counts = await this.#queue.stats();
    for (const waiter of this.#waiters) {
      if (waiter.holds(counts)) waiter.resolve();
    }
  }
}
