import type { Connection } from "./connection.ts";
import { joinDue } from "../queue/due.ts";
import type { QueueKeys } from "../queue/queue-keys.ts";
import type { Sequence } from "./sequence.ts";
import { Thrown } from "./user-function.ts";
import type { Verb } from "./verb.ts";

/** Runs verbs in transactions, and keeps what is held in memory in step with the file. */
export class Transactions {
  readonly connection: Connection;
  readonly sequence: Sequence;
  /** The queues that are open. */
  readonly queues: Set<QueueKeys> = new Set();
  /** Whether the file may have changed, or stayed, without the memory. */
  stale: boolean = false;

  constructor(connection: Connection, sequence: Sequence) {
    this.connection = connection;
    this.sequence = sequence;
  }

  /**
   * Runs the first `limit` verbs in one transaction, and answers how many it ran. It ends early where more keys are due
   * than may join in one go: the verb that would come next has to see them all, and comes after the next slice of them.
   * @throws What SQLite throws; nothing has changed then.
   */
  run(verbs: readonly Verb[], limit: number): number {
    const { statements } = this.connection;
    let acted = 0;
    statements.begin.run();
    try {
      if (this.stale) this.#reload();
      for (; acted < limit; acted++) {
        const verb = verbs[acted]!;
        if (verb.keys && !joinDue(verb.keys, verb.now)) break;
        act(verb);
      }
      for (const keys of this.queues) keys.seal();
      statements.commit.run();
      return acted;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  /**
   * Makes sure, after a fault, that the file can be written.
   * @param reopen Whether it has to be opened anew, because what it says of itself can not be trusted.
   */
  revive(reopen: boolean): void {
    const { connection } = this;
    this.stale = true;
    if (reopen || !connection.database.open) connection.reopen();
    // What the log hands on to the file leaves room in the log.
    connection.tryCheckpoint("PASSIVE");
    connection.statements.begin.run();
    try {
      this.sequence.reload();
      this.sequence.reserve();
      connection.statements.commit.run();
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  /** Runs a verb that only reads, outside a transaction: what is due does not join. */
  read(verb: Verb): void {
    if (this.stale) for (const keys of this.queues) keys.reload();
    act(verb);
  }

  #rollBack(): void {
    this.stale = true;
    const { database, statements } = this.connection;
    // On some errors SQLite has rolled back already; a second rollback would hide the reason.
    if (database.inTransaction) statements.rollback.run();
  }

  #reload(): void {
    this.sequence.reload();
    for (const keys of this.queues) {
      keys.reload();
      keys.settle();
    }
    this.stale = false;
  }
}

function act(verb: Verb): void {
  try {
    verb.result = verb.act();
    verb.thrown = undefined;
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
    verb.thrown = error;
  }
}
