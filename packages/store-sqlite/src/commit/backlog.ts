import type { Patience, Verb } from "./verb.ts";

/** The verbs that were called and have not been answered, in the order in which they run. */
export class Backlog {
  #verbs: Verb[] = [];

  get length(): number {
    return this.#verbs.length;
  }

  push(verb: Verb): void {
    this.#verbs.push(verb);
  }

  /** The verbs as they are, to be looked at. */
  get inOrder(): readonly Verb[] {
    return this.#verbs;
  }

  /** Takes out the first so many. */
  shift(count: number): Verb[] {
    return this.#verbs.splice(0, count);
  }

  /** Takes out those of one patience. */
  pull(patience: Patience): Verb[] {
    const pulled = this.#verbs.filter((verb) => verb.patience === patience);
    this.#verbs = this.#verbs.filter((verb) => verb.patience !== patience);
    return pulled;
  }

  /** Moves those of one patience to the front; how many they are. */
  prefer(patience: Patience): number {
    const preferred = this.pull(patience);
    this.#verbs.unshift(...preferred);
    return preferred.length;
  }
}
