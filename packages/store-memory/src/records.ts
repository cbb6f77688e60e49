import {
  isForgotten,
  isIdle,
  newRecord,
  type KeyRecord,
  type RecordedError,
  type Step,
  type StoredState,
} from "@workset/store";
import { SortedList, type SortKey } from "./sorted-list.ts";

const errorsKept = 10;

/** A key's position in the order of one state. */
export interface Position extends SortKey {
  readonly key: string;
}

/**
 * The records of one queue, and the order of the keys in each state. They outlive the queues that are opened on them.
 *
 * A ready key is ordered by priority and arrival, a processing one by token, a waiting one by due time, a failed one by
 * the time it failed.
 */
export class Records {
  readonly orders: Readonly<Record<StoredState, SortedList<Position>>> = {
    ready: new SortedList(),
    processing: new SortedList(),
    waiting: new SortedList(),
    failed: new SortedList(),
  };
  /** The number of processing keys that need a rerun. */
  rerun: number = 0;
  readonly #byKey = new Map<string, KeyRecord>();
  readonly #errors = new Map<string, readonly RecordedError[]>();
  #seq = 0;

  find(key: string): KeyRecord | undefined {
    return this.#byKey.get(key);
  }

  all(): IterableIterator<KeyRecord> {
    return this.#byKey.values();
  }

  of(key: string): KeyRecord {
    return this.#byKey.get(key) ?? newRecord(key);
  }

  /** A number greater than every one before it. */
  nextSeq(): number {
    return ++this.#seq;
  }

  /** The errors of a key, the newest first. */
  errorsOf(key: string): readonly RecordedError[] {
    return this.#errors.get(key) ?? [];
  }

  /** Keeps the record that a transition led to, and its error; answers its result. */
  apply<R>({ record, result, error }: Step<R>): R {
    if (error) this.#errors.set(record.key, [error, ...this.errorsOf(record.key).slice(0, errorsKept - 1)]);
    this.put(record);
    return result;
  }

  /** Keeps a record in the place of the one before, for as long as there is something to know. */
  put(record: KeyRecord): void {
    const { key } = record;
    const before = this.of(key);
    for (const state of states) {
      if (before[state] === record[state]) continue;
      const from = positionOf(before, state);
      const to = positionOf(record, state);
      if (from && to && from.primary === to.primary && from.secondary === to.secondary) continue;
      if (from) this.orders[state].remove(from);
      if (to) this.orders[state].insert(to);
    }
    this.rerun += Number(record.rerun !== undefined) - Number(before.rerun !== undefined);
    if (isIdle(record)) this.#errors.delete(key);
    if (isForgotten(record)) this.#byKey.delete(key);
    else this.#byKey.set(key, record);
  }
}

const states: readonly StoredState[] = ["ready", "processing", "waiting", "failed"];

function positionOf(record: KeyRecord, state: StoredState): Position | undefined {
  const { key, ready, processing, waiting, failed } = record;
  switch (state) {
    case "ready":
      return ready && { key, primary: -ready.priority, secondary: ready.seq };
    case "processing":
      return processing && { key, primary: processing.token, secondary: 0 };
    case "waiting":
      return waiting && { key, primary: waiting.dueAt, secondary: waiting.seq };
    case "failed":
      return failed && { key, primary: failed.failedAt, secondary: failed.seq };
  }
}
