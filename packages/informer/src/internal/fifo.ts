/** Up to this many empty slots may stay at the front, whatever the length. */
const slack = 1024;

/** First in, first out. Adding and taking cost the same, however long the queue is. */
export class Fifo<T> {
  #slots: T[] = [];
  #first = 0;

  get length(): number {
    return this.#slots.length - this.#first;
  }

  /** The element at this index, counted from the front. */
  at(index: number): T | undefined {
    return this.#slots[this.#first + index];
  }

  push(element: T): void {
    this.#slots.push(element);
  }

  /** Replaces the last element. */
  replaceLast(element: T): void {
    this.#slots[this.#slots.length - 1] = element;
  }

  /** Takes up to `count` elements from the front. */
  take(count: number): T[] {
    const taken = this.#slots.slice(this.#first, this.#first + count);
    const end = (this.#first += taken.length);
    // Moving the rest costs as many steps as were taken since the last move: a constant per element.
    if (this.#first > slack && this.#first * 2 > this.#slots.length) {
      this.#slots = this.#slots.slice(this.#first);
      this.#first = 0;
    } else {
      // An empty slot must not keep its former element alive.
      this.#slots.fill(undefined as T, end - taken.length, end);
    }
    return taken;
  }

  /** All elements, from the front. */
  toArray(): T[] {
    return this.#slots.slice(this.#first);
  }

  clear(): void {
    this.#slots = [];
    this.#first = 0;
  }
}
