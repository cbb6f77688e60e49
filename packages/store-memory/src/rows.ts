import type { Adding, Combine, Failing, StoredState } from "@workset/store";
import { Ordered, type Place } from "./ordered.ts";
import { newRow, unite, type Entry, type Row, type Run } from "./row.ts";

/** The rows of one queue, in their orders. They outlive the queues that are opened on them. */
export class Rows {
  readonly in: Readonly<Record<StoredState, Ordered<Entry>>> = {
    ready: new Ordered(),
    processing: new Ordered(),
    waiting: new Ordered(),
    failed: new Ordered(),
  };
  /** How many of the keys in hand are to run again. */
  rerun: number = 0;
  readonly #byKey = new Map<string, Row>();
  #lastToken = 0;
  #lastPlace = 0;

  find(key: string): Row | undefined {
    return this.#byKey.get(key);
  }

  /** The row of a key, which is kept from the time on at which there is something to know. */
  of(key: string): Row {
    return this.#byKey.get(key) ?? newRow(key);
  }

  /** What is in a state: of all keys, behind a place or from the front, or of one. */
  among(state: StoredState, key?: string, after?: Place): Iterable<Entry> {
    if (key === undefined) return this.in[state].after(after);
    const entry = this.find(key)?.[state];
    return entry ? [entry] : [];
  }

  /** Keeps a row for as long as there is something to know. What is gone takes its errors with it. */
  tidy(row: Row): void {
    const alive = row.ready ?? row.processing ?? row.waiting ?? row.failed;
    if (!alive) row.errors = [];
    if (alive || row.failures > 0) this.#byKey.set(row.key, row);
    else this.#byKey.delete(row.key);
  }

  /** Asks for a run now: one more, or as one with the one that is wanted already. */
  want(row: Row, run: Run, combine: Combine): Adding {
    const { ready, next } = row;
    if (row.processing) {
      row.next = next ? unite(next, run, combine) : run;
      if (next) return "coalesced";
      this.rerun++;
      return "rerun";
    }
    if (!ready) {
      this.lineUp(row, run);
      return "added";
    }
    const united = unite(ready.run, run, combine);
    if (united.priority > ready.run.priority) {
      this.drop(row, "ready");
      this.lineUp(row, united);
    } else ready.run = united;
    return "coalesced";
  }

  /** Makes a row ready, at the end of its priority. */
  lineUp(row: Row, run: Run): void {
    this.#put(row, "ready", run, -run.priority, ++this.#lastPlace);
  }

  /** Makes a row ready, before all others of its priority. */
  lineUpFirst(row: Row, run: Run): void {
    this.#put(row, "ready", run, -run.priority, -++this.#lastPlace);
  }

  /** Takes a ready row in hand. */
  take({ row, run }: Entry): Entry {
    this.drop(row, "ready");
    return this.#put(row, "processing", run, ++this.#lastToken, 0);
  }

  /** Ends what is in hand; gives the run that is to follow it. */
  release(row: Row): Run | undefined {
    const { next } = row;
    this.drop(row, "processing");
    if (next) this.rerun--;
    row.next = undefined;
    return next;
  }

  /** Makes an interrupted run ready again, first in line, as one with the one that was to follow it. */
  putBack(row: Row, combine: Combine): void {
    const run = interrupted(row, combine);
    this.release(row);
    this.lineUpFirst(row, run);
  }

  wait(row: Row, run: Run, dueAt: number): void {
    this.#put(row, "waiting", run, dueAt, ++this.#lastPlace);
  }

  fail(row: Row, run: Run, error: Failing, at: number): void {
    this.#put(row, "failed", run, at, ++this.#lastPlace, error);
  }

  /** Takes a row out of a state, if it is there. */
  drop(row: Row, state: StoredState): void {
    const entry = row[state];
    if (entry) this.in[state].remove(entry);
    row[state] = undefined;
  }

  #put(row: Row, state: StoredState, run: Run, major: number, minor: number, error?: Failing): Entry {
    const entry = { row, run, major, minor, error };
    row[state] = entry;
    this.in[state].insert(entry);
    return entry;
  }
}

/** The run in hand, as one with the one that is to follow it. */
export function interrupted({ processing: held, next }: Row, combine: Combine): Run {
  return next ? unite(held!.run, next, combine) : held!.run;
}
