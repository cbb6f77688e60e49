import type { KeyCounts, KeyQueue } from "./key-queue.ts";
import type { PathKey } from "./path-key.ts";
import { Turns } from "./turns.ts";

/** Does the work for one key, and deals with its errors: one that escapes ends the program. */
export type Handle = (key: string) => Promise<void>;

/** What workers ask of a queue. */
type Worked = Pick<KeyQueue, "stats"> & AsyncIterable<Disposable & { readonly item: PathKey }>;

interface Wish {
  readonly holds: (counts: KeyCounts) => boolean;
  readonly grant: () => void;
}

/** Workers on one queue: each takes a key, does the work, says that it is done, and takes the next. */
export class Workers {
  /** Settles when all workers have ended. */
  readonly ended: Promise<unknown>;
  readonly #queue: Worked;
  readonly #handle: Handle;
  readonly #turns = new Turns();
  readonly #wishes = new Set<Wish>();
  #busy = 0;

  /** Sets `count` workers to work until the queue is shut down and empty. An aborted signal ends them between keys. */
  constructor(queue: Worked, count: number, handle: Handle, signal: AbortSignal) {
    this.#queue = queue;
    this.#handle = handle;
    this.ended = Promise.all(Array.from({ length: count }, () => this.#work(signal)));
  }

  async #work(signal: AbortSignal): Promise<void> {
    for await (const lease of this.#queue) {
      {
        using work = lease;
        if (signal.aborted) break;
        this.#busy++;
        await this.#handle(work.item);
        this.#busy--;
      }
      // As long as somebody is at work, not all is done.
      if (this.#busy === 0 && this.#wishes.size > 0) await this.#grantWishes();
      if (this.#turns.isOver) await this.#turns.pass();
    }
  }

  /** Resolves to true when something holds of the queue, now or after a key is done; to false on an aborted signal. */
  async until(holds: (counts: KeyCounts) => boolean, signal: AbortSignal): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#wishes.add({ holds, grant: () => resolve(true) });
    signal.addEventListener("abort", () => resolve(false), { once: true });
    // Asked first and looked at then: what comes true in between is seen by one or the other.
    await this.#grantWishes();
    if (signal.aborted) resolve(false);
    return await promise;
  }

  async #grantWishes(): Promise<void> {
    const counts = await this.#queue.stats();
    for (const wish of this.#wishes) {
      if (!wish.holds(counts)) continue;
      this.#wishes.delete(wish);
      wish.grant();
    }
  }
}
