import { Ring } from "./ring.ts";

/** client-go's queue, hand-written for one use: the dirty set, the processing set, and the order. */
export class TwoSets {
  readonly #dirty = new Set<string>();
  readonly #processing = new Set<string>();
  readonly #line = new Ring<string>();

  get length(): number {
    return this.#line.size;
  }

  add(key: string): void {
    if (this.#dirty.has(key)) return;
    this.#dirty.add(key);
    if (!this.#processing.has(key)) this.#line.push(key);
  }

  get(): string | undefined {
    const key = this.#line.shift();
    if (key === undefined) return undefined;
    this.#processing.add(key);
    this.#dirty.delete(key);
    return key;
  }

  done(key: string): void {
    this.#processing.delete(key);
    if (this.#dirty.has(key)) this.#line.push(key);
  }
}
