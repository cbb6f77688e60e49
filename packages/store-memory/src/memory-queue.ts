import {
  StoreError,
  type Adding,
  type AddRequest,
  type Claim,
  type Combine,
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
  type StoreObserver,
} from "@workset/store";
import { listPage, matches } from "./listing.ts";
import { recover, recordError } from "./recovery.ts";
import type { Row, Run } from "./row.ts";
import type { Rows } from "./rows.ts";

/** The keys of one queue, in memory. */
export class MemoryQueue implements QueueStore {
  readonly recovery: Recovery;
  readonly #rows: Rows;
  readonly #combine: Combine;
  readonly #observer: StoreObserver;
  readonly #letGo: () => void;
  #closed = false;
  #nextDueAt = Infinity;

  constructor(rows: Rows, { now, maxCrashes, combine, observer = {} }: OpenQueue, letGo: () => void) {
    this.#rows = rows;
    this.#combine = combine;
    this.#observer = observer;
    this.#letGo = letGo;
    this.recovery = recover(rows, maxCrashes, combine, now);
    this.#tellNextDue();
  }

  add(request: AddRequest, now: number): Promise<Adding> {
    return this.#act(now, () => this.#add(request, now));
  }

  #add(request: AddRequest, now: number): Adding {
    const { key, payload, priority, due } = request;
    const row = this.#rows.of(key);
    try {
      const dueAt = typeof due === "function" ? now + due(row.failures) : (due ?? now);
      const run: Run = { payload, priority, addedAt: now };
      const adding = dueAt > now ? this.#addLater(row, run, dueAt, request) : this.#addNow(row, run, request);
      if (typeof due === "function") row.failures++;
      return adding;
    } finally {
      this.#rows.tidy(row);
    }
  }

  #addNow(row: Row, run: Run, { merge, keepBackoff, combine }: AddRequest): Adding {
    const rows = this.#rows;
    if (merge && row.waiting && !row.next) {
      const payload = combine(row.waiting.payload, run.payload);
      const priority = Math.max(row.waiting.priority, run.priority);
      if (keepBackoff && row.failures > 0) {
        row.waiting.payload = payload;
        row.waiting.priority = priority;
        return "coalesced";
      }
      rows.unwait(row);
      rows.want(row, { ...run, payload, priority }, combine);
      return row.held ? "rerun" : "added";
    }
    if (row.failed) return this.#revive(row, { ...run, payload: combine(row.failed.payload, run.payload) });
    if (!rows.want(row, run, combine)) return "coalesced";
    return row.held ? "rerun" : "added";
  }

  #addLater(row: Row, run: Run, dueAt: number, { merge, replace, combine }: AddRequest): Adding {
    const rows = this.#rows;
    if (merge && row.next) {
      rows.want(row, run, combine);
      return "coalesced";
    }
    const { waiting } = row;
    if (!waiting) {
      const payload = row.failed ? combine(row.failed.payload, run.payload) : run.payload;
      if (rows.unfail(row)) row.crashes = 0;
      rows.wait(row, { ...run, payload }, dueAt);
      return "waiting";
    }
    waiting.payload = combine(waiting.payload, run.payload);
    waiting.priority = Math.max(waiting.priority, run.priority);
    const sooner = dueAt < rows.due.dueAt(waiting.slot);
    if (!sooner && !replace) return "coalesced";
    rows.due.move(waiting.slot, dueAt);
    return replace ? "replaced" : "sooner";
  }

  #revive(row: Row, run: Run): Adding {
    this.#rows.unfail(row);
    row.failures = 0;
    row.crashes = 0;
    this.#rows.want(row, run, this.#combine);
    return "revived";
  }

  take(max: number, now: number): Promise<Claim[]> {
    return this.#act(now, () => {
      const claims: Claim[] = [];
      for (let row = this.#rows.line.peek(); row && claims.length < max; row = this.#rows.line.peek()) {
        this.#rows.take(row);
        const { token, payload, priority, addedAt } = row.held!;
        const { key, failures, crashes } = row;
        claims.push({ key, token, payload, priority, failures, crashes, addedAt });
      }
      return claims;
    });
  }

  complete(claim: Holding, now: number): Promise<Ending> {
    return this.#end(claim, now, (row) => {
      const { next } = this.#rows.letGo(row);
      row.crashes = 0;
      return this.#goOn(row, next) ?? "done";
    });
  }

  giveBack(claim: Holding, now: number): Promise<Ending> {
    return this.#end(claim, now, (row) => {
      this.#rows.putBack(row, this.#combine);
      return "ready";
    });
  }

  giveUp(claim: Holding, error: Failing, now: number): Promise<Ending> {
    return this.#end(claim, now, (row) => {
      const { held, next } = this.#rows.letGo(row);
      recordError(row, "given-up", error, now);
      const ending = this.#goOn(row, next);
      if (ending) return ending;
      row.failed = { ...held, at: now, error };
      this.#rows.failed.add(row);
      return "failed";
    });
  }

  /** What becomes of a key that was let go and was added again meanwhile. */
  #goOn(row: Row, next: Run | undefined): Ending | undefined {
    if (next) {
      this.#rows.want(row, next, this.#combine);
      return "rerun";
    }
    return row.waiting && "waiting";
  }

  #end({ key, token }: Holding, now: number, end: (row: Row) => Ending): Promise<Ending> {
    return this.#act(now, () => {
      const row = this.#rows.held.get(token);
      if (row?.key !== key) return "fenced";
      const ending = end(row);
      this.#rows.tidy(row);
      return ending;
    });
  }

  forget(key: string): Promise<void> {
    return this.#act(undefined, () => {
      const row = this.#rows.byKey.get(key);
      if (!row) return;
      row.failures = 0;
      this.#rows.tidy(row);
    });
  }

  failures(key: string): Promise<number> {
    return this.#act(undefined, () => this.#rows.byKey.get(key)?.failures ?? 0);
  }

  cancel(key: string, now: number): Promise<boolean> {
    return this.#act(now, () => {
      const row = this.#rows.byKey.get(key);
      if (!row?.waiting) return false;
      this.#rows.unwait(row);
      this.#rows.tidy(row);
      return true;
    });
  }

  postpone(key: string, dueAt: number, now: number): Promise<boolean> {
    return this.#act(now, () => {
      const waiting = this.#rows.byKey.get(key)?.waiting;
      if (!waiting) return false;
      if (dueAt > this.#rows.due.dueAt(waiting.slot)) this.#rows.due.move(waiting.slot, dueAt);
      return true;
    });
  }

  counts(now: number): Promise<StoreCounts> {
    return this.#act(now, () => {
      const { line, held, rerun, due, failed } = this.#rows;
      const first = line.peek();
      return {
        ready: line.size,
        inHand: held.size,
        rerun,
        waiting: due.size,
        failed: failed.size,
        ...(first && { oldestReadyAt: first.next!.addedAt }),
      };
    });
  }

  list(query: KeyQuery, now: number): Promise<KeyPage> {
    return this.#act(now, () => listPage(this.#rows, query));
  }

  errors(key: string): Promise<RecordedError[]> {
    return this.#act(undefined, () => [...(this.#rows.byKey.get(key)?.errors ?? [])]);
  }

  replay(filter: FailedFilter, now: number): Promise<number> {
    return this.#act(now, () => {
      const chosen = this.#chosen(filter);
      for (const row of chosen) this.#revive(row, { ...row.failed!, addedAt: now });
      return chosen.length;
    });
  }

  purge(filter: FailedFilter): Promise<number> {
    return this.#act(undefined, () => {
      const chosen = this.#chosen(filter);
      for (const row of chosen) {
        this.#rows.unfail(row);
        row.failures = 0;
        row.errors = [];
        this.#rows.tidy(row);
      }
      return chosen.length;
    });
  }

  #chosen({ key, search, failedBefore = Infinity }: FailedFilter): Row[] {
    return [...this.#rows.failed].filter(
      (row) =>
        (key === undefined || row.key === key) &&
        matches(row, row.failed!.payload, search) &&
        row.failed!.at < failedBefore,
    );
  }

  async close(): Promise<void> {
    await Promise.resolve();
    this.letGo();
  }

  /** Gives back what is in hand, and ends. */
  letGo(): void {
    if (this.#closed) return;
    for (const row of [...this.#rows.held.values()].toReversed()) this.#rows.putBack(row, this.#combine);
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
      if (joined.length > 0) this.#observer.joined?.(joined);
      this.#tellNextDue();
    }
  }

  #join(now: number): number[] {
    const priorities: number[] = [];
    for (let row = this.#rows.due.takeDue(now); row; row = this.#rows.due.takeDue(now)) {
      const { payload, priority, addedAt } = row.waiting!;
      row.waiting = undefined;
      if (this.#rows.want(row, { payload, priority, addedAt }, this.#combine)) priorities.push(priority);
    }
    return priorities;
  }

  #tellNextDue(): void {
    if (this.#rows.due.nextDueAt === this.#nextDueAt) return;
    this.#nextDueAt = this.#rows.due.nextDueAt;
    this.#observer.nextDueAt?.(this.#nextDueAt);
  }
}
