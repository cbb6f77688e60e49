import {
  isForgotten,
  isIdle,
  newRecord,
  runsAlone,
  type KeyRecord,
  type Moment,
  type Payload,
  type QueuePolicy,
  type RecordedError,
  type Step,
  type StoreCounts,
} from "@workset/store";
import type { Connection } from "../commit/connection.ts";
import type { Sequence } from "../commit/sequence.ts";
import type { Statements } from "../commit/statements.ts";
import { recordOf, valuesOf, type KeyRow } from "./key-row.ts";

/** A processing key. */
export interface Held {
  readonly id: number;
  readonly token: number;
  /** Whether its row is known to hold nothing that outlives the run: no rerun, no wait, no failure, no error. */
  plain: boolean;
}

/** A key and its row, where it has one. */
interface Found {
  /** Zero where there is no row. */
  readonly id: number;
  readonly errors: number;
  readonly record: KeyRecord;
}

interface Counts {
  readonly id: number;
  readonly ready: number;
  readonly waiting: number;
  readonly failed: number;
}

interface HeldRow {
  readonly token: number;
  readonly id: number;
  readonly key: string;
  readonly rerun: number;
  readonly crashes: number;
  readonly plain: number;
}

/**
 * The rows of one queue, and what is kept of them in memory: the processing keys, the counts, the next due time. All of
 * it is read from the file again when a transaction was rolled back.
 */
export class QueueRows {
  readonly name: string;
  readonly policy: QueuePolicy;
  readonly sequence: Sequence;
  readonly #connection: Connection;
  /** The number under which the file knows the queue. */
  queue: number = 0;
  readonly held: Map<string, Held> = new Map();
  ready: number = 0;
  waiting: number = 0;
  failed: number = 0;
  /** The number of processing keys that need a rerun. */
  rerun: number = 0;
  /** Whether the one processing key runs alone. */
  exclusive: boolean = false;
  /** Whether takes are blocked by a key that runs alone, as the observer knows, and what it does not know yet. */
  reportedBlocked: boolean = false;
  blocked: boolean[] = [];
  /** No waiting key is due before this instant. */
  nextDue: number = Infinity;
  /** The priorities of the keys that became due in this transaction and need work only since then. */
  becameReady: number[] = [];
  /** The keys that were added within transactions of the caller whose outcome is not known yet. */
  readonly unsettled: Set<string> = new Set();
  #countsChanged = false;
  #nextDueStale = false;

  constructor(name: string, connection: Connection, sequence: Sequence, policy: QueuePolicy) {
    this.name = name;
    this.policy = policy;
    this.#connection = connection;
    this.sequence = sequence;
  }

  get statements(): Statements {
    return this.#connection.statements;
  }

  /** The time of a transition, and its place in every order. */
  at(now: number): Moment {
    return { now, seq: this.sequence.next() };
  }

  /** The key, whether or not it has a row. */
  find(key: string): Found {
    const row = this.statements.find.get(this.queue, key) as KeyRow | undefined;
    return row ? this.#found(row) : { id: 0, errors: 0, record: newRecord(key) };
  }

  read(id: number): Found {
    return this.#found(this.statements.read.get(id) as KeyRow);
  }

  #found(row: KeyRow): Found {
    return { id: row.id, errors: row.errors, record: recordOf(row, this.held.get(row.key)?.token) };
  }

  /** Writes what a transition led to, and its error; answers its result. */
  apply<R>(found: Found, { record, result, error }: Step<R>): R {
    this.put(found, record, error);
    return result;
  }

  /** Writes a record in the place of the one that was found. */
  put({ id: known, errors: before, record: from }: Found, to: KeyRecord, error?: RecordedError): void {
    if (from === to && !error) return;
    const { statements } = this;
    const moves = from.ready?.seq !== to.ready?.seq || from.ready?.priority !== to.ready?.priority;
    if (from.ready && moves) statements.leave.run(this.queue, 0 - from.ready.priority, from.ready.seq);
    if (from.processing && !to.processing) this.#release(from.key, from.processing.token);
    this.#count(from, to);
    if (isForgotten(to)) {
      if (known !== 0) this.remove(known, before);
      return;
    }
    const kept = isIdle(to) ? 0 : Math.min(before + (error ? 1 : 0), 10);
    const values = valuesOf(to, kept);
    let id = known;
    if (id === 0) id = Number(statements.insert.run(...values, this.queue, to.key).lastInsertRowid);
    else statements.write.run(...values, id);
    if (to.ready && moves) statements.join.run(this.queue, 0 - to.ready.priority, to.ready.seq, id);
    if (kept === 0 && before > 0) statements.removeErrors.run(id);
    else if (error && kept > 0) this.#record(id, error, before);
    const held = this.held.get(to.key);
    if (held) held.plain = false;
  }

  #count(from: KeyRecord, to: KeyRecord): void {
    const ready = Number(to.ready !== undefined) - Number(from.ready !== undefined);
    const waiting = Number(to.waiting !== undefined) - Number(from.waiting !== undefined);
    const failed = Number(to.failed !== undefined) - Number(from.failed !== undefined);
    if (ready !== 0 || waiting !== 0 || failed !== 0) this.count(ready, waiting, failed);
    this.rerun += Number(to.rerun !== undefined) - Number(from.rerun !== undefined);
    if (from.waiting === to.waiting) return;
    if (from.waiting && from.waiting.dueAt <= this.nextDue) this.#nextDueStale = true;
    if (to.waiting) this.nextDue = Math.min(this.nextDue, to.waiting.dueAt);
  }

  #record(id: number, error: RecordedError, before: number): void {
    const { at, kind, name, message, stack, failures, crashes } = error;
    this.statements.addError.run(id, at, kind, name, message, stack ?? null, failures, crashes);
    if (before >= 10) this.statements.trimErrors.run(id);
  }

  remove(id: number, errors: number): void {
    if (errors > 0) this.statements.removeErrors.run(id);
    this.statements.remove.run(id);
  }

  #release(key: string, token: number): void {
    this.held.delete(key);
    this.statements.release.run(token);
    if (this.held.size > 0) return;
    this.exclusive = false;
    this.block(false);
  }

  /** Ends the run of a key whose row holds nothing else, without reading it. */
  removePlain(key: string, { id, token }: Held): void {
    this.#release(key, token);
    this.statements.remove.run(id);
  }

  /** Makes a row for a key that has none, ready, last of its priority; whether it had none. */
  insertReady(key: string, payload: Payload, priority: number, now: number): boolean {
    const seq = this.sequence.next();
    const rank = 0 - priority;
    const { insertReady, join } = this.statements;
    const { changes, lastInsertRowid } = insertReady.run(this.queue, key, rank, seq, now, payload);
    if (changes === 0) return false;
    join.run(this.queue, rank, seq, Number(lastInsertRowid));
    this.count(1, 0, 0);
    return true;
  }

  /** Makes a key ready that is only waiting, last of its priority. Does not read the next due time. */
  wake(id: number, rank: number): void {
    const seq = this.sequence.next();
    this.statements.wake.run(seq, id);
    this.statements.join.run(this.queue, rank, seq, id);
    this.count(1, -1, 0);
  }

  /** Whether the next crash of a key sends it to the failed set. */
  runsAlone(crashes: number): boolean {
    return runsAlone(crashes, this.policy);
  }

  /** Whether a take got less than it asked for because of a key that runs alone. */
  block(now: boolean): void {
    if (now !== (this.blocked.at(-1) ?? this.reportedBlocked)) this.blocked.push(now);
  }

  count(ready: number, waiting: number, failed: number): void {
    this.ready += ready;
    this.waiting += waiting;
    this.failed += failed;
    this.#countsChanged = true;
  }

  counts(): StoreCounts {
    const { ready, rerun, waiting, failed } = this;
    const counts = { ready, processing: this.held.size, rerun, waiting, failed };
    if (ready === 0) return counts;
    return { ...counts, oldestReadyAt: this.statements.oldest.get(this.queue) as number };
  }

  /**
   * Reads the next due time and writes the counts, as far as they changed, with the stamp of the transaction; the last step
   * before a commit. Whether it wrote anything.
   */
  flush(stamp: number): boolean {
    if (this.#nextDueStale) this.readNextDue();
    if (!this.#countsChanged) return false;
    this.statements.setCounts.run(this.ready, this.waiting, this.failed, stamp, this.queue);
    this.#countsChanged = false;
    return true;
  }

  /** Reads from the file what is kept in memory. The first time it must be called within a transaction. */
  reload(): void {
    this.reloadCounts();
    this.held.clear();
    this.rerun = 0;
    this.exclusive = false;
    const rows = this.statements.held.all(this.queue) as HeldRow[];
    for (const { token, id, key, rerun, crashes, plain } of rows) {
      this.held.set(key, { id, token, plain: plain === 1 });
      this.rerun += rerun;
      this.exclusive ||= this.runsAlone(crashes);
    }
    this.blocked = [];
    if (rows.length === 0) this.block(false);
    this.becameReady = [];
  }

  /** As {@link reload}, but leaves the processing keys as they are. */
  reloadCounts(): void {
    const { queue, addQueue } = this.statements;
    const read = (): Counts | undefined => queue.get(this.name) as Counts | undefined;
    let counts = read();
    if (!counts) {
      addQueue.run(this.name);
      counts = read()!;
    }
    this.queue = counts.id;
    this.ready = counts.ready;
    this.waiting = counts.waiting;
    this.failed = counts.failed;
    this.#countsChanged = false;
    this.readNextDue();
  }

  /** Looks up what became of the keys that were added within transactions of the caller. */
  settle(): void {
    for (const key of this.unsettled) {
      const { ready, rerun } = this.find(key).record;
      const run = ready ?? rerun;
      if (run) this.becameReady.push(run.priority);
    }
    this.unsettled.clear();
  }

  shiftDueTimes(byMs: number): void {
    this.statements.shiftDueTimes.run(byMs, byMs, this.queue);
    this.#nextDueStale = true;
  }

  readNextDue(): void {
    this.nextDue = (this.statements.nextDue.get(this.queue) as number | undefined) ?? Infinity;
    this.#nextDueStale = false;
  }
}
