import { Ring } from "./ring.ts";
import { TwoSets } from "./two-sets.ts";

/** Two sets with workers that sleep while there is nothing to do. */
export class TwoSetsWithWorkers {
  readonly #queue = new TwoSets();
  readonly #asleep = new Ring<() => void>();

  add(key: string): void {
    this.#queue.add(key);
    this.#asleep.shift()?.();
  }

  /** One worker. It never ends: the process does. */
  async work(handle: (key: string) => Promise<void>): Promise<never> {
    for (;;) {
      const key = this.#queue.get();
      if (key === undefined) {
        await new Promise<void>((wake) => this.#asleep.push(wake));
      } else {
        await handle(key);
        this.#queue.done(key);
      }
    }
  }
}
