import { DueHeap } from "@workset/clock";
import type { Row } from "./row.ts";

/** The ready rows: the highest priority first, and by a growing number within it. O(log n) a verb. */
export class Line {
  readonly #levels = new Map<number, DueHeap<Row>>();
  /** Descending. */
  #priorities: number[] = [];
  #size = 0;
  #last = 0;
  #first = 0;

  get size(): number {
    return this.#size;
  }

  /** Puts a row at the end of its priority. */
  push(row: Row): void {
    this.#insert(row, ++this.#last);
  }

  /** Puts a row before all others of its priority. */
  pushFront(row: Row): void {
    this.#insert(row, --this.#first);
  }

  /** The row whose turn it is, left in place. */
  peek(): Row | undefined {
    const level = this.#levels.get(this.#priorities[0]!);
    return level?.peek();
  }

  remove(row: Row): void {
    const { priority } = row.next!;
    const level = this.#levels.get(priority)!;
    level.remove(row.place);
    this.#size--;
    if (level.size > 0) return;
    this.#levels.delete(priority);
    this.#priorities = this.#priorities.filter((other) => other !== priority);
  }

  inOrder(): Row[] {
    return this.#priorities.flatMap((priority) => this.#levels.get(priority)!.inOrder());
  }

  #insert(row: Row, number: number): void {
    const { priority } = row.next!;
    let level = this.#levels.get(priority);
    if (!level) {
      level = new DueHeap<Row>();
      this.#levels.set(priority, level);
      this.#priorities = [...this.#priorities, priority].toSorted((a, b) => b - a);
    }
    row.place = level.insert(row, number);
    this.#size++;
  }
}
