/**
 * Which key is due when, each key once, the earlier instant winning: a heap with four children a node in typed arrays,
 * and a map from the key to its place. Sized once, for as many keys as its maker knows there will be.
 */
export class KeyedHeap {
  readonly #slots = new Map<string, number>();
  readonly #keys: string[] = [];
  readonly #dueAt: Float64Array;
  readonly #slotAt: Int32Array;
  readonly #positionOf: Int32Array;
  #size = 0;

  constructor(capacity: number) {
    this.#dueAt = new Float64Array(capacity);
    this.#slotAt = new Int32Array(capacity);
    this.#positionOf = new Int32Array(capacity);
  }

  insert(key: string, dueAt: number): void {
    const known = this.#slots.get(key);
    if (known !== undefined) {
      const position = this.#positionOf[known]!;
      if (dueAt < this.#dueAt[position]!) this.#rise(position, dueAt, known);
      return;
    }
    const slot = this.#keys.push(key) - 1;
    this.#slots.set(key, slot);
    this.#rise(this.#size++, dueAt, slot);
  }

  takeDue(now: number): string | undefined {
    if (this.#size === 0 || this.#dueAt[0]! > now) return undefined;
    const key = this.#keys[this.#slotAt[0]!]!;
    this.#slots.delete(key);
    const last = --this.#size;
    if (last > 0) this.#sink(this.#dueAt[last]!, this.#slotAt[last]!);
    return key;
  }

  #rise(from: number, dueAt: number, slot: number): void {
    let position = from;
    while (position > 0) {
      const parent = (position - 1) >> 2;
      if (this.#dueAt[parent]! <= dueAt) break;
      this.#put(position, this.#dueAt[parent]!, this.#slotAt[parent]!);
      position = parent;
    }
    this.#put(position, dueAt, slot);
  }

  #sink(dueAt: number, slot: number): void {
    let position = 0;
    for (let child = 1; child < this.#size; child = position * 4 + 1) {
      let least = child;
      const end = Math.min(child + 4, this.#size);
      for (let other = child + 1; other < end; other++) {
        if (this.#dueAt[other]! < this.#dueAt[least]!) least = other;
      }
      if (this.#dueAt[least]! >= dueAt) break;
      this.#put(position, this.#dueAt[least]!, this.#slotAt[least]!);
      position = least;
    }
    this.#put(position, dueAt, slot);
  }

  #put(position: number, dueAt: number, slot: number): void {
    this.#dueAt[position] = dueAt;
    this.#slotAt[position] = slot;
    this.#positionOf[slot] = position;
  }
}
