import {
  StoreError,
  type Adding,
  type AddRequest,
  type Claim,
  type Ending,
  type FailedFilter,
  type Failing,
  type Holding,
  type KeyPage,
  type KeyQuery,
  type OpenQueue,
  type QueueStore,
  type RecordedError,
  type Recovery,
  type StoreCounts,
} from "@workset/store";
import { add, waitUntil } from "./adding.ts";
import { anyway } from "./anyway.ts";
import { complete, giveUp, retry } from "./ending.ts";
import { purge, replay } from "./failed-set.ts";
import { listPage } from "./listing.ts";
import { giveAllBack, recover } from "./recovery.ts";
import type { Row } from "./row.ts";
import type { Rows } from "./rows.ts";

/** The verbs of one queue. Each acts in a turn of its own, in the order in which they are called. */
export class MemoryQueue implements QueueStore {
  readonly recovery: Recovery;
  readonly #rows: Rows;
  readonly #options: OpenQueue;
  readonly #letGo: () => void;
  #closed = false;
  /** The due time that the observer knows. */
  #toldDueAt = Infinity;
  /** Whether a take got less than it asked for because of a key that runs alone, and whether the observer knows. */
  #heldUp = false;
  #toldHeldUp = false;

  constructor(rows: Rows, options: OpenQueue, letGo: () => void) {
    this.#rows = rows;
    this.#options = options;
    this.#letGo = letGo;
    this.recovery = recover(rows, options.maxCrashes, options.combine, options.now);
    this.#tellNextDue();
  }

  add(request: AddRequest, now: number): Promise<Adding> {
    return this.#act(now, () => add(this.#rows, request, now));
  }

  take(max: number, now: number): Promise<Claim[]> {
    return this.#act(now, () => {
      const claims: Claim[] = [];
      const { ready } = this.#rows.in;
      let first = ready.first;
      for (; first && claims.length < max && this.#mayTake(first.row); first = ready.first) {
        const { row, run, major } = this.#rows.take(first);
        const { key, failures, crashes } = row;
        claims.push({ key, token: major, ...run, failures, crashes });
      }
      if (first && claims.length < max) this.#heldUp = true;
      return claims;
    });
  }

  /** Whether a key may be in hand beside those that are. One that runs alone is the only one. */
  #mayTake(row: Row): boolean {
    const held = this.#rows.in.processing.first;
    return !held || !(this.#runsAlone(row) || this.#runsAlone(held.row));
  }

  /** Whether the next crash of a key that has crashed sends it to the failed set. */
  #runsAlone({ crashes }: Row): boolean {
    return crashes > 0 && crashes >= this.#options.maxCrashes - 1;
  }

  complete(claim: Holding, now: number): Promise<Ending> {
    return this.#end(claim, now, (row) => complete(this.#rows, row));
  }

  retry(claim: Holding, delayMs: (failures: number) => number, now: number): Promise<Ending> {
    return this.#end(claim, now, (row) => retry(this.#rows, row, delayMs, this.#options.combine, now));
  }

  giveBack(claim: Holding, now: number): Promise<Ending> {
    return this.#end(claim, now, (row) => {
      this.#rows.putBack(row, this.#options.combine);
      return "ready";
    });
  }

  giveUp(claim: Holding, error: Failing, now: number): Promise<Ending> {
    return this.#end(claim, now, (row) => giveUp(this.#rows, row, error, now));
  }

  #end({ key, token }: Holding, now: number, end: (row: Row) => Ending): Promise<Ending> {
    return this.#act(now, () => {
      const row = this.#rows.find(key);
      if (row?.processing?.major !== token) return "fenced";
      const ending = end(row);
      this.#rows.tidy(row);
      return ending;
    });
  }

  forget(key: string): Promise<void> {
    return this.#act(undefined, () => {
      const row = this.#rows.find(key);
      if (!row) return;
      row.failures = 0;
      this.#rows.tidy(row);
    });
  }

  failures(key: string): Promise<number> {
    return this.#act(undefined, () => this.#rows.of(key).failures);
  }

  cancel(key: string, now: number): Promise<boolean> {
    return this.#act(now, () => {
      const row = this.#rows.find(key);
      if (!row?.waiting) return false;
      this.#rows.drop(row, "waiting");
      this.#rows.tidy(row);
      return true;
    });
  }

  postpone(key: string, dueAt: number, now: number): Promise<boolean> {
    return this.#act(now, () => {
      const row = this.#rows.find(key);
      if (!row?.waiting) return false;
      if (dueAt > row.waiting.major) waitUntil(this.#rows, row, dueAt);
      return true;
    });
  }

  counts(now: number): Promise<StoreCounts> {
    return this.#act(now, () => {
      const { ready, waiting, failed, processing } = this.#rows.in;
      const counts = {
        ready: ready.size,
        processing: processing.size,
        rerun: this.#rows.rerun,
        waiting: waiting.size,
        failed: failed.size,
      };
      return ready.first ? { ...counts, oldestReadyAt: ready.first.run.addedAt } : counts;
    });
  }

  list(query: KeyQuery, now: number): Promise<KeyPage> {
    return this.#act(now, () => listPage(this.#rows, query));
  }

  errors(key: string): Promise<RecordedError[]> {
    return this.#act(undefined, () => [...this.#rows.of(key).errors]);
  }

  replay(filter: FailedFilter, now: number): Promise<number> {
    return this.#act(now, () => replay(this.#rows, filter, now));
  }

  purge(filter: FailedFilter): Promise<number> {
    return this.#act(undefined, () => purge(this.#rows, filter));
  }

  async close(): Promise<void> {
    await Promise.resolve();
    this.end();
  }

  /** Gives back what is in hand, and ends. */
  end(): void {
    if (this.#closed) return;
    giveAllBack(this.#rows, this.#options.combine);
    this.#tellHeldUp();
    this.abandon();
    this.#letGo();
  }

  /** Ends, and leaves everything as it is. */
  abandon(): void {
    this.#closed = true;
  }

  /** Runs a verb in its turn: what is due by `now` first, then the verb, then the news. */
  async #act<R>(now: number | undefined, verb: () => R): Promise<R> {
    await Promise.resolve();
    if (this.#closed) throw new StoreError("closed", "the queue was closed: open it again");
    const joined = now === undefined ? [] : this.#join(now);
    try {
      return verb();
    } finally {
      if (joined.length > 0) this.#options.observer?.joined?.(joined);
      this.#tellNextDue();
      this.#tellHeldUp();
    }
  }

  /** Lets what is due join the line; the priorities of those that did not need work already. */
  #join(now: number): number[] {
    const rows = this.#rows;
    const priorities: number[] = [];
    for (let due = rows.in.waiting.first; due && due.major <= now; due = rows.in.waiting.first) {
      const { row, major: dueAt } = due;
      const run = { ...due.run, addedAt: dueAt };
      rows.drop(row, "waiting");
      const adding = rows.want(row, run, anyway(this.#options.combine));
      if (adding !== "coalesced") priorities.push(run.priority);
    }
    return priorities;
  }

  #tellHeldUp(): void {
    this.#heldUp &&= this.#rows.in.processing.size > 0;
    if (this.#heldUp === this.#toldHeldUp) return;
    this.#toldHeldUp = this.#heldUp;
    this.#options.observer?.heldUp?.(this.#heldUp);
  }

  #tellNextDue(): void {
    const dueAt = this.#rows.in.waiting.first?.major ?? Infinity;
    if (dueAt === this.#toldDueAt) return;
    this.#toldDueAt = dueAt;
    this.#options.observer?.nextDueAt?.(dueAt);
  }
}
