/** So many places at the front may stand empty, whatever the length. */
const slack = 1024;

/** First in, first out; either end costs the same, however long the line is. */
export class Fifo<T> {
  #places: T[] = [];
  #first = 0;

  get length(): number {
    return this.#places.length - this.#first;
  }

  /** The one at this place, counted from the front. */
  at(index: number): T | undefined {
    return this.#places[this.#first + index];
  }

  push(one: T): void {
    this.#places.push(one);
  }

  /** Puts another in the place of the last. */
  replaceLast(one: T): void {
    this.#places[this.#places.length - 1] = one;
  }

  /** Takes so many from the front. */
  take(count: number): T[] {
    const taken = this.#places.slice(this.#first, this.#first + count);
    const end = (this.#first += taken.length);
    // Moving up costs as many steps as were taken since the last time, so it costs nothing per step.
    if (this.#first > slack && this.#first * 2 > this.#places.length) {
      this.#places = this.#places.slice(this.#first);
      this.#first = 0;
    } else {
      // What was taken must not be kept alive by its empty place.
      this.#places.fill(undefined as T, end - taken.length, end);
    }
    return taken;
  }

  /** All, from the front. */
  toArray(): T[] {
    return this.#places.slice(this.#first);
  }

  clear(): void {
    this.#places = [];
    this.#first = 0;
  }
}
