import type { Combine, OpenQueue, Payload, StoreCounts } from "@workset/store";
import { active, idle, type KeyRow, valuesOf } from "./key-row.ts";
import type { Sequence } from "../commit/sequence.ts";
import type { Statements } from "../commit/statements.ts";
import type { Connection } from "../commit/connection.ts";

/** A key in hand. */
export interface Held {
  readonly id: number;
  readonly token: number;
  /** Whether its row is known to hold nothing that outlives the run: no rerun, no wait, no count, no error. */
  plain: boolean;
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
 * The rows of one queue, and what is kept of them in memory: the keys in hand, the counts, the next due time. All of it
 * is read from the file again when a transaction was rolled back.
 */
export class QueueKeys {
  readonly name: string;
  /** The number under which the file knows the queue. */
  queue: number = 0;
  readonly #connection: Connection;
  readonly sequence: Sequence;
  readonly combine: Combine;
  readonly #maxCrashes: number;
  readonly held: Map<string, Held> = new Map();
  ready: number = 0;
  waiting: number = 0;
  failed: number = 0;
  /** How many of the keys in hand are to run again. */
  rerun: number = 0;
  /** Whether the one key in hand is one that runs alone. */
  alone: boolean = false;
  /** Whether the line is held up by a key that runs alone, as the observer knows, and what it does not know yet. */
  toldHeldUp: boolean = false;
  heldUp: boolean[] = [];
  /** No waiting key is due before this instant. */
  nextDue: number = Infinity;
  /** The priorities of the keys that became due in this transaction and need work by it. */
  joined: number[] = [];
  /** The keys that were added within transactions of the caller, of which nobody knows yet how they end. */
  readonly unsettled: Set<string> = new Set();
  #countsChanged = false;
  #nextDueStale = false;

  constructor(
    name: string,
    connection: Connection,
    sequence: Sequence,
    { combine, maxCrashes }: Pick<OpenQueue, "combine" | "maxCrashes">,
  ) {
    this.name = name;
    this.#maxCrashes = maxCrashes;
    this.#connection = connection;
    this.sequence = sequence;
    this.combine = combine;
  }

  /** Whether the next crash of a key that has crashed so often sends it to the failed set. */
  runsAlone(crashes: number): boolean {
    return crashes > 0 && crashes >= this.#maxCrashes - 1;
  }

  /** Takes a key out of hand. */
  letGo(key: string, token: number): void {
    this.held.delete(key);
    this.statements.release.run(token);
    if (this.held.size > 0) return;
    this.alone = false;
    this.holdUp(false);
  }

  /** A take got less than it asked for because of a key that runs alone, or that is over. */
  holdUp(now: boolean): void {
    if (now !== (this.heldUp.at(-1) ?? this.toldHeldUp)) this.heldUp.push(now);
  }

  get statements(): Statements {
    return this.#connection.statements;
  }

  find(key: string): KeyRow | undefined {
    return this.statements.find.get(this.queue, key) as KeyRow | undefined;
  }

  read(id: number): KeyRow {
    return this.statements.read.get(id) as KeyRow;
  }

  write(row: KeyRow): void {
    const values = valuesOf(row);
    if (row.id === 0) {
      row.id = Number(this.statements.insert.run(...values, this.queue, row.key).lastInsertRowid);
    } else this.statements.write.run(...values, row.id);
    const held = this.held.get(row.key);
    if (held) held.plain = false;
  }

  remove(row: KeyRow): void {
    if (row.errors > 0) this.statements.removeErrors.run(row.id);
    this.statements.remove.run(row.id);
  }

  /** Lets go of a key that nothing needs any more; its count of failures stands until it is forgotten. */
  leave(row: KeyRow): void {
    if (row.failures === 0) {
      this.remove(row);
      return;
    }
    if (row.errors > 0) this.statements.removeErrors.run(row.id);
    row.state = idle;
    row.errors = 0;
    row.payload = null;
    this.write(row);
  }

  /** Makes a row for a key that has none, ready, at the end of the line; whether it had none. */
  insertReady(key: string, payload: Payload, rank: number, now: number): boolean {
    const seq = this.sequence.next();
    const { insertReady, join } = this.statements;
    const { changes, lastInsertRowid } = insertReady.run(this.queue, key, rank, seq, now, payload);
    if (changes === 0) return false;
    join.run(this.queue, rank, seq, Number(lastInsertRowid));
    this.count(1, 0, 0);
    return true;
  }

  /** Puts an active row in line, at the place its rank and number say. */
  joinLine(row: KeyRow): void {
    this.statements.join.run(this.queue, row.rank, row.seq, row.id);
    this.count(1, 0, 0);
  }

  leaveLine(row: KeyRow): void {
    this.statements.leave.run(this.queue, row.rank, row.seq);
    this.count(-1, 0, 0);
  }

  count(ready: number, waiting: number, failed: number): void {
    this.ready += ready;
    this.waiting += waiting;
    this.failed += failed;
    this.#countsChanged = true;
  }

  /** Makes a key that is in no line and no hand need work, with this run, at the end of the line. Writes the row. */
  activate(row: KeyRow, payload: Payload, rank: number, addedAt: number): void {
    row.state = active;
    row.payload = payload;
    row.rank = rank;
    row.seq = this.sequence.next();
    row.added_at = addedAt;
    this.write(row);
    this.joinLine(row);
  }

  /** Raises a row in line to this rank, to the end of its new level; does nothing if that is no raise. */
  raise(row: KeyRow, rank: number): void {
    if (rank >= row.rank) return;
    this.leaveLine(row);
    row.rank = rank;
    row.seq = this.sequence.next();
    this.joinLine(row);
  }

  /** Makes a key ready that waits and does nothing else, at the end of the line. Reads no due time anew. */
  wake(id: number, rank: number): void {
    const seq = this.sequence.next();
    this.statements.wake.run(seq, id);
    this.statements.join.run(this.queue, rank, seq, id);
    this.count(1, -1, 0);
  }

  wait(row: KeyRow, dueAt: number): void {
    if (row.due_at === null) this.count(0, 1, 0);
    else this.#dueLeft(row.due_at);
    row.due_at = dueAt;
    row.wait_seq = this.sequence.next();
    this.nextDue = Math.min(this.nextDue, dueAt);
  }

  endWait(row: KeyRow): void {
    this.#dueLeft(row.due_at!);
    this.count(0, -1, 0);
    row.due_at = row.wait_seq = row.wait_rank = row.wait_added_at = row.wait_payload = null;
  }

  #dueLeft(dueAt: number): void {
    if (dueAt <= this.nextDue) this.#nextDueStale = true;
  }

  counts(): StoreCounts {
    const { ready, rerun, waiting, failed } = this;
    const counts = { ready, processing: this.held.size, rerun, waiting, failed };
    if (ready === 0) return counts;
    return { ...counts, oldestReadyAt: this.statements.oldest.get(this.queue) as number };
  }

  /**
   * Brings what is kept in memory into line with the rows, and writes what is kept of it, with the stamp of the
   * transaction; the last step before a commit. Whether anything was written.
   */
  seal(stamp: number): boolean {
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
    this.alone = false;
    const rows = this.statements.held.all(this.queue) as HeldRow[];
    for (const { token, id, key, rerun, crashes, plain } of rows) {
      this.held.set(key, { id, token, plain: plain === 1 });
      this.rerun += rerun;
      this.alone ||= this.runsAlone(crashes);
    }
    this.heldUp = [];
    if (rows.length === 0) this.holdUp(false);
    this.joined = [];
  }

  /** As {@link reload}, but leaves alone what is in hand. */
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

  /** Looks at what became of the keys that were added within transactions of the caller. */
  settle(): void {
    for (const key of this.unsettled) {
      const row = this.find(key);
      if (row && (this.held.has(key) ? row.rerun === 1 : row.state === active)) {
        this.joined.push(0 - (row.next_rank ?? row.rank));
      }
    }
    this.unsettled.clear();
  }

  readNextDue(): void {
    this.nextDue = (this.statements.nextDue.get(this.queue) as number | undefined) ?? Infinity;
    this.#nextDueStale = false;
  }
}
