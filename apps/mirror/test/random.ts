/** Numbers that look random and are the same for the same seed. */
export class Random {
  readonly seed: number;
  #state: number;

  constructor(seed: number = Math.floor(Math.random() * 2 ** 32)) {
    this.seed = seed;
    this.#state = seed;
  }

  /** A whole number from 0 to `below - 1`. */
  below(below: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * below);
  }

  /** One of several. */
  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  /** The same things in another order. */
  shuffled<T>(things: Iterable<T>): T[] {
    return Array.from(things, (thing) => ({ thing, at: this.below(2 ** 30) }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ thing }) => thing);
  }
}
