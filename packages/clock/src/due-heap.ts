/** The handle of a value in a {@link DueHeap}; valid until the value is taken or removed. */
export type DueSlot = number;

const children = 4;
const smallest = 64;

/**
 * What is due when: values ordered by the instant they are due, those of one instant in the order they came.
 *
 * A heap with four children a node, kept in typed arrays: about 28 bytes a value besides the value itself. Inserting
 * costs O(1) on average, taking, moving and removing O(log n). Memory is given back when the heap becomes empty.
 */
export class DueHeap<T> {
  #size = 0;
  #arrivals = 0;
  // By position in the heap.
  #dueAt = new Float64Array(smallest);
  #arrival = new Float64Array(smallest);
  #slot = new Int32Array(smallest);
  // By slot. A free slot holds the next free one, as -(slot + 2), or -1 at the end of that chain.
  #position = new Int32Array(smallest);
  #values: (T | undefined)[] = [];
  #free = -1;

  /** How many values there are. */
  get size(): number {
    return this.#size;
  }

  /** The earliest instant at which something is due; `Infinity` when there is nothing. */
  get nextDueAt(): number {
    return this.#size === 0 ? Infinity : this.#dueAt[0]!;
  }

  /** The value that is due first, left in place. */
  peek(): T | undefined {
    return this.#size === 0 ? undefined : this.#values[this.#slot[0]!];
  }

  /** Puts a value in; its handle serves to find it again. */
  insert(value: T, dueAt: number): DueSlot {
    const slot = this.#claimSlot();
    this.#values[slot] = value;
    this.#siftUp(this.#size++, dueAt, this.#arrivals++, slot);
    return slot;
  }

  /** When the value of this slot is due. */
  dueAt(slot: DueSlot): number {
    return this.#dueAt[this.#position[slot]!]!;
  }

  /** The value of this slot. */
  valueOf(slot: DueSlot): T {
    return this.#values[slot] as T;
  }

  /** Makes the value due at another instant; among those of that instant it is the last. */
  move(slot: DueSlot, dueAt: number): void {
    this.#place(this.#position[slot]!, dueAt, this.#arrivals++, slot);
  }

  /** Takes a value out, whenever it was due. */
  remove(slot: DueSlot): T {
    const position = this.#position[slot]!;
    const value = this.#values[slot] as T;
    this.#freeSlot(slot);
    const last = --this.#size;
    if (position !== last) this.#place(position, this.#dueAt[last]!, this.#arrival[last]!, this.#slot[last]!);
    else if (last === 0) this.clear();
    return value;
  }

  /** Takes out the value due first if it is due at or before `now`; `undefined` otherwise. */
  takeDue(now: number): T | undefined {
    return this.#size > 0 && this.#dueAt[0]! <= now ? this.remove(this.#slot[0]!) : undefined;
  }

  /** All values, the one due first at the front. Costs a sort; the heap stays as it is. */
  inOrder(): T[] {
    const positions = Array.from({ length: this.#size }, (_, position) => position);
    positions.sort((a, b) => this.#dueAt[a]! - this.#dueAt[b]! || this.#arrival[a]! - this.#arrival[b]!);
    return positions.map((position) => this.#values[this.#slot[position]!] as T);
  }

  /** Puts an entry where it belongs, starting from a position that is free for it. */
  #place(position: number, dueAt: number, arrival: number, slot: DueSlot): void {
    const parent = (position - 1) >> 2;
    if (position > 0 && this.#isBefore(dueAt, arrival, parent)) this.#siftUp(position, dueAt, arrival, slot);
    else this.#siftDown(position, dueAt, arrival, slot);
  }

  #siftUp(from: number, dueAt: number, arrival: number, slot: DueSlot): void {
    let position = from;
    while (position > 0) {
      const parent = (position - 1) >> 2;
      if (!this.#isBefore(dueAt, arrival, parent)) break;
      this.#copy(parent, position);
      position = parent;
    }
    this.#set(position, dueAt, arrival, slot);
  }

  #siftDown(from: number, dueAt: number, arrival: number, slot: DueSlot): void {
    let position = from;
    for (;;) {
      const first = position * children + 1;
      if (first >= this.#size) break;
      let least = first;
      const end = Math.min(first + children, this.#size);
      for (let child = first + 1; child < end; child++) {
        if (this.#isBefore(this.#dueAt[child]!, this.#arrival[child]!, least)) least = child;
      }
      if (this.#isBefore(dueAt, arrival, least)) break;
      this.#copy(least, position);
      position = least;
    }
    this.#set(position, dueAt, arrival, slot);
  }

  #isBefore(dueAt: number, arrival: number, position: number): boolean {
    const other = this.#dueAt[position]!;
    return dueAt < other || (dueAt === other && arrival < this.#arrival[position]!);
  }

  #copy(from: number, to: number): void {
    this.#set(to, this.#dueAt[from]!, this.#arrival[from]!, this.#slot[from]!);
  }

  #set(position: number, dueAt: number, arrival: number, slot: DueSlot): void {
    this.#dueAt[position] = dueAt;
    this.#arrival[position] = arrival;
    this.#slot[position] = slot;
    this.#position[slot] = position;
  }

  #claimSlot(): DueSlot {
    const slot = this.#free;
    if (slot !== -1) {
      const link = this.#position[slot]!;
      this.#free = link === -1 ? -1 : -link - 2;
      return slot;
    }
    if (this.#size === this.#slot.length) this.#grow();
    return this.#size;
  }

  #freeSlot(slot: DueSlot): void {
    this.#values[slot] = undefined;
    this.#position[slot] = this.#free === -1 ? -1 : -this.#free - 2;
    this.#free = slot;
  }

  #grow(): void {
    const capacity = this.#slot.length * 2;
    this.#dueAt = grown(this.#dueAt, new Float64Array(capacity));
    this.#arrival = grown(this.#arrival, new Float64Array(capacity));
    this.#slot = grown(this.#slot, new Int32Array(capacity));
    this.#position = grown(this.#position, new Int32Array(capacity));
  }

  /** Takes everything out. Handles given before are not valid any more. */
  clear(): void {
    this.#size = 0;
    this.#values = [];
    this.#free = -1;
    if (this.#slot.length === smallest) return;
    this.#dueAt = new Float64Array(smallest);
    this.#arrival = new Float64Array(smallest);
    this.#slot = new Int32Array(smallest);
    this.#position = new Int32Array(smallest);
  }
}

function grown<A extends Float64Array | Int32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
