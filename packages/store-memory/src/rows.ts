import { DueHeap } from "@workset/clock";
import type { Combine } from "@workset/store";
import { Line } from "./line.ts";
import { newRow, type Row, type Run } from "./row.ts";

/** The rows of one queue, in their orders. Outlives the queues that are opened on it. */
export class Rows {
  readonly byKey: Map<string, Row> = new Map();
  readonly line: Line = new Line();
  readonly due: DueHeap<Row> = new DueHeap();
  /** In hand, by token. */
  readonly held: Map<number, Row> = new Map();
  /** In the order in which they failed. */
  readonly failed: Set<Row> = new Set();
  rerun: number = 0;
  #token = 0;

  of(key: string): Row {
    let row = this.byKey.get(key);
    if (!row) {
      row = newRow(key);
      this.byKey.set(key, row);
    }
    return row;
  }

  /**
   * Asks for one more run: merged into the one that is wanted already, or as the next. Whether it is a new one. Merging
   * comes first, and may throw; nothing is changed then.
   */
  want(row: Row, run: Run, combine: Combine): boolean {
    const { next } = row;
    if (!next) {
      row.next = run;
      if (row.held) this.rerun++;
      else this.line.push(row);
      return true;
    }
    next.payload = combine(next.payload, run.payload);
    if (run.priority > next.priority) {
      if (!row.held) this.line.remove(row);
      next.priority = run.priority;
      if (!row.held) this.line.push(row);
    }
    return false;
  }

  wait(row: Row, run: Run, dueAt: number): void {
    row.waiting = { ...run, slot: this.due.insert(row, dueAt) };
  }

  /** Takes the waiting part off a row. */
  unwait(row: Row): Run | undefined {
    const { waiting } = row;
    if (waiting) this.due.remove(waiting.slot);
    row.waiting = undefined;
    return waiting;
  }

  take(row: Row): void {
    this.line.remove(row);
    row.held = { ...row.next!, token: ++this.#token };
    row.next = undefined;
    this.held.set(row.held.token, row);
  }

  /** Ends what is in hand; the run that was wanted meanwhile is left for the caller to put somewhere. */
  letGo(row: Row): { held: Run; next: Run | undefined } {
    const held = row.held!;
    const { next } = row;
    this.held.delete(held.token);
    row.held = undefined;
    row.next = undefined;
    if (next) this.rerun--;
    return { held, next };
  }

  /** Makes an interrupted run ready again, first in line, as one with what was wanted meanwhile. */
  putBack(row: Row, combine: Combine): void {
    const { next } = row;
    const payload = next ? combine(row.held!.payload, next.payload) : row.held!.payload;
    const { held } = this.letGo(row);
    const priority = Math.max(held.priority, next?.priority ?? held.priority);
    row.next = { payload, priority, addedAt: held.addedAt };
    this.line.pushFront(row);
  }

  unfail(row: Row): Run | undefined {
    const { failed } = row;
    row.failed = undefined;
    this.failed.delete(row);
    return failed;
  }

  /** Drops a row of which there is nothing left to know. */
  tidy(row: Row): void {
    const alive = row.next ?? row.held ?? row.waiting ?? row.failed;
    if (!alive && row.failures === 0 && row.errors.length === 0) this.byKey.delete(row.key);
  }
}
