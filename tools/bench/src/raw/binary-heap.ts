/** Something that is due. */
interface Due {
  readonly key: string;
  readonly dueAt: number;
}

/** A binary heap of objects, from the textbook. It knows no keys: one that is put in twice comes out twice. */
export class BinaryHeap {
  readonly #heap: Due[] = [];

  insert(key: string, dueAt: number): void {
    const heap = this.#heap;
    const due = { key, dueAt };
    let position = heap.length;
    heap.push(due);
    while (position > 0) {
      const parent = (position - 1) >> 1;
      if (heap[parent]!.dueAt <= dueAt) break;
      heap[position] = heap[parent]!;
      position = parent;
    }
    heap[position] = due;
  }

  takeDue(now: number): string | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (!first || first.dueAt > now) return undefined;
    const last = heap.pop()!;
    if (heap.length > 0) this.#sink(last);
    return first.key;
  }

  #sink(due: Due): void {
    const heap = this.#heap;
    let position = 0;
    for (;;) {
      let least = position * 2 + 1;
      if (least >= heap.length) break;
      if (least + 1 < heap.length && heap[least + 1]!.dueAt < heap[least]!.dueAt) least++;
      if (heap[least]!.dueAt >= due.dueAt) break;
      heap[position] = heap[least]!;
      position = least;
    }
    heap[position] = due;
  }
}
