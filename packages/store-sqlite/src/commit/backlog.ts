import type { Verb } from "./verb.ts";

/** The verbs that were called and have not been answered, in the order in which they run. */
export class Backlog {
  #verbs: Verb[] = [];

  get length(): number {
    return this.#verbs.length;
  }

  push(verb: Verb): void {
    this.#verbs.push(verb);
  }

  /** Puts verbs in front of the others. */
  unshift(verbs: readonly Verb[]): void {
    this.#verbs = [...verbs, ...this.#verbs];
  }

  /** The verbs as they are, to be looked at. */
  get inOrder(): readonly Verb[] {
    return this.#verbs;
  }

  /** Takes out the first `count`. */
  shift(count: number): Verb[] {
    return this.#verbs.splice(0, count);
  }

  /** Takes out those that meet the condition. */
  pull(wanted: (verb: Verb) => boolean): Verb[] {
    const pulled = this.#verbs.filter(wanted);
    if (pulled.length > 0) this.#verbs = this.#verbs.filter((verb) => !wanted(verb));
    return pulled;
  }

  /** Moves those that meet the condition to the front; how many they are. */
  prefer(wanted: (verb: Verb) => boolean): number {
    const preferred = this.pull(wanted);
    this.unshift(preferred);
    return preferred.length;
  }
}
