import { lacksCommits, SqliteFile } from "@workset/sqlite-file";
import { becomeDue } from "../queue/due.ts";
import type { QueueRows } from "../queue/queue-rows.ts";
import type { Connection } from "./connection.ts";
import type { Sequence } from "./sequence.ts";
import { UserFunctionError } from "./user-function.ts";
import type { Verb } from "./verb.ts";

/**
 * Runs verbs in transactions, and keeps what is held in memory in step with the file.
 *
 * Each transaction that writes carries a stamp, one greater than the one before, in the row of a queue that it writes
 * anyway. So a file that was opened anew shows whether the last commit is in it.
 */
export class Transactions {
  readonly connection: Connection;
  readonly sequence: Sequence;
  /** The queues that are open. */
  readonly queues: Set<QueueRows> = new Set();
  /** Whether the file may have changed, or stayed, without the memory. */
  stale: boolean = false;
  #stamp: number;
  /** The transaction that was written without it being known whether it is in the file. */
  #uncertain: { readonly stamp: number; readonly verbs: number } | undefined;

  constructor(connection: Connection, sequence: Sequence) {
    this.connection = connection;
    this.sequence = sequence;
    this.#stamp = this.#stampInFile();
  }

  /** How many verbs the transaction carried of which it is not known whether it is in the file; zero when there is none. */
  get uncertainVerbs(): number {
    return this.#uncertain?.verbs ?? 0;
  }

  /** Of the newest transaction that is known to be in the file. */
  get stamp(): number {
    return this.#stamp;
  }

  /**
   * Runs the first `limit` verbs in one transaction, and answers how many it ran. It ends early where more keys are due
   * than may join in one go: the verb that would come next has to see them all, and comes after the next slice of them.
   * @throws What SQLite throws; nothing has changed then, unless there are {@link uncertainVerbs}.
   */
  run(verbs: readonly Verb[], limit: number): number {
    const { statements, file } = this.connection;
    let acted = 0;
    file.beforeTransaction();
    statements.begin.run();
    let stamp = this.#stamp;
    try {
      const changes = file.checkOwner();
      if (this.stale) this.#reload();
      for (; acted < limit; acted++) {
        const verb = verbs[acted]!;
        if (verb.rows && verb.now !== undefined && !becomeDue(verb.rows, verb.now)) break;
        act(verb);
      }
      stamp = this.#seal(changes);
    } catch (error) {
      this.#rollBack();
      throw error;
    }
    try {
      statements.commit.run();
      file.afterCommit();
    } catch (error) {
      if (stamp > this.#stamp && SqliteFile.mustReopen(error)) this.#uncertain = { stamp, verbs: acted };
      this.#rollBack();
      throw error;
    }
    this.#stamp = stamp;
    return acted;
  }

  /** Writes what is kept of the queues in memory, and the stamp if anything was written; the last step before a commit. */
  #seal(changes: number): number {
    const stamp = this.#stamp + 1;
    let stamped = false;
    for (const rows of this.queues) stamped = rows.flush(stamp) || stamped;
    if (stamped) return stamp;
    const { statements } = this.connection;
    if (statements.changes.get() === changes) return this.#stamp;
    statements.setMeta.run(stamp, "commits");
    return stamp;
  }

  /**
   * Makes sure, after a fault, that the file can be written, and that all that is in it is on the disk.
   * @param reopen Whether it has to be opened anew, because what it says of itself cannot be trusted.
   * @returns Whether the transaction of which that was not known is in the file; `undefined` when there is none.
   * @throws StoreError `"replaced"` when the file lacks what was committed.
   */
  revive(reopen: boolean): boolean | undefined {
    const { connection } = this;
    this.stale = true;
    if (reopen || !connection.database.open) connection.reopen();
    const uncertain = this.#uncertain;
    const stamp = this.#stampInFile();
    if (stamp < this.#stamp) throw lacksCommits(connection.file.path);
    connection.file.beforeTransaction();
    // What the log hands on to the file leaves room in the log.
    connection.file.tryCheckpoint("PASSIVE");
    connection.statements.begin.run();
    try {
      connection.file.checkOwner();
      this.sequence.reload();
      this.sequence.reserve();
      connection.statements.commit.run();
      connection.file.afterCommit();
    } catch (error) {
      this.#rollBack();
      throw error;
    }
    this.#uncertain = undefined;
    this.#stamp = stamp;
    return uncertain === undefined ? undefined : stamp >= uncertain.stamp;
  }

  /** Runs a verb that only reads, outside a transaction: what is due does not join. */
  read(verb: Verb): void {
    if (this.stale) for (const rows of this.queues) rows.reload();
    act(verb);
  }

  #stampInFile(): number {
    const { statements } = this.connection;
    return statements.stamp.get() as number;
  }

  #rollBack(): void {
    this.stale = true;
    const { database, statements } = this.connection;
    // On some errors SQLite has rolled back already; a second rollback would hide the reason.
    if (database.inTransaction) statements.rollback.run();
    this.connection.file.afterAttempt();
  }

  #reload(): void {
    this.sequence.reload();
    for (const rows of this.queues) {
      rows.reload();
      rows.settle();
    }
    this.stale = false;
  }
}

function act(verb: Verb): void {
  try {
    verb.result = verb.act();
    verb.thrown = undefined;
  } catch (error) {
    if (!(error instanceof UserFunctionError)) throw error;
    verb.thrown = error;
  }
}
