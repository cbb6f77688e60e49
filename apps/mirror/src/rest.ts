import type { Observer } from "@workset/controller";

/** How many keys there are, and where. */
export interface KeyCounts {
  readonly ready: number;
  readonly processing: number;
  readonly waiting: number;
}

/** What is asked of a queue. */
interface Counted {
  stats(): KeyCounts | PromiseLike<KeyCounts>;
}

interface Wish {
  readonly holds: (counts: KeyCounts) => boolean;
  readonly grant: () => void;
}

/** Tells when a queue has come to rest: observes the runs, and counts the keys when none is under way any more. */
export class Rest implements Observer {
  readonly #queue: Counted;
  readonly #wishes = new Set<Wish>();
  #runs = 0;

  constructor(queue: Counted) {
    this.#queue = queue;
  }

  started(): () => void {
    this.#runs++;
    return () => {
      if (--this.#runs === 0 && this.#wishes.size > 0) void this.#grant();
    };
  }

  /** Resolves to true when something holds of the queue, now or after a run; to false on an aborted signal. */
  async until(holds: (counts: KeyCounts) => boolean, signal: AbortSignal): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#wishes.add({ holds, grant: () => resolve(true) });
    signal.addEventListener("abort", () => resolve(false), { once: true });
    // Asked first and looked at then: what comes true in between is seen by one or the other.
    await this.#grant();
    if (signal.aborted) resolve(false);
    return await promise;
  }

  async #grant(): Promise<void> {
    const counts = await this.#queue.stats();
    for (const wish of this.#wishes) {
      if (!wish.holds(counts)) continue;
      this.#wishes.delete(wish);
      wish.grant();
    }
  }
}
