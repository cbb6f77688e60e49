import { sleep, type Clock } from "@workset/clock";
import { isStoreError, StoreError } from "@workset/store";
import type { DatabaseSync } from "node:sqlite";
import { backup } from "./backup.ts";
import { driver } from "./driver.ts";
import { kindOf, storeErrorOf } from "./faults.ts";
import { Fence } from "./fence.ts";
import { migrate, type FileFormat } from "./format.ts";
import { FileIdentity, isLogReplaced, replaced } from "./identity.ts";
import { NodeSqliteDatabase } from "./node-sqlite.ts";
import { files, sizeOf } from "./node-files.ts";
import { own, ownMemory, type Ownership } from "./owner-lock.ts";
import { inTransaction, type SqliteDatabase } from "./sqlite-database.ts";

const retryMs = 20;

/** How tables are put into a database that the caller has opened. */
export interface CallersDatabaseOptions {
  readonly format: FileFormat;
  readonly clock: Clock;
  /** How long another transaction may keep the tables from being made. */
  readonly blockedMs: number;
}

/** A database that the caller has opened, for tables of ours in it. It is neither set up nor closed here. */
export class CallersDatabase {
  readonly path: string;
  readonly database: SqliteDatabase;
  readonly #ownership: Ownership;
  readonly #fence: Fence;
  readonly #identity: FileIdentity | undefined;

  private constructor(database: SqliteDatabase, ownership: Ownership, fence: Fence) {
    this.path = database.name;
    this.database = database;
    this.#ownership = ownership;
    this.#fence = fence;
    this.#identity = database.memory ? undefined : new FileIdentity(database.name);
  }

  /** Puts the tables into the database. @throws StoreError `"in-use"`, `"newer"`; or another that says what is wrong. */
  static async open(
    given: SqliteDatabase | DatabaseSync,
    { format, clock, blockedMs }: CallersDatabaseOptions,
  ): Promise<CallersDatabase> {
    const database = adapted(given);
    const plain = await driver("isTransaction" in given ? "node:sqlite" : undefined);
    const deadline = clock.now() + blockedMs;
    for (;;) {
      try {
        if (!database.inTransaction) {
          const ownership = database.memory
            ? ownMemory(given)
            : own(files.realpathSync(database.name), clock.wallNow(), plain);
          try {
            const fence = inTransaction(database, () => {
              migrate(database, format);
              return Fence.raise(database);
            });
            return new CallersDatabase(database, ownership, fence);
          } catch (error) {
            ownership.release();
            throw error;
          }
        }
      } catch (error) {
        if (isStoreError(error) || kindOf(error) !== "busy") throw storeErrorOf(error, database.name);
      }
      if (clock.now() >= deadline) throw blocked(database);
      await sleep(clock, retryMs);
    }
  }

  get logBytes(): number {
    return this.database.memory ? 0 : sizeOf(`${this.path}-wal`);
  }

  /** Checks that the files are those that were opened, into which others may have written. @throws StoreError `"replaced"`. */
  beforeTransaction(): void {
    this.#inPlace(() => this.#identity?.before());
  }

  /** @throws StoreError `"lost-ownership"`. */
  checkOwner(): number {
    return this.#fence.check();
  }

  /** @throws StoreError `"replaced"`. */
  afterCommit(): void {
    this.#inPlace(() => this.#identity?.after());
  }

  #inPlace(look: () => unknown): void {
    try {
      look();
    } catch (error) {
      if (!isLogReplaced(error)) throw error;
      // The caller may have chosen another journal.
      if (this.database.pragma("journal_mode", { simple: true }) === "wal") throw replaced(this.path, error);
      this.#identity?.renew();
    }
  }

  /** The database is the caller's: nothing is opened anew, and nothing is written on. */
  afterAttempt(): void {}
  reopen(): void {}
  tryCheckpoint(_mode: "PASSIVE" | "TRUNCATE"): void {}
  giveUpReserve(): void {}
  keepReserve(): boolean {
    return true;
  }

  async backup(path: string): Promise<void> {
    await backup(this.database, path, await driver());
  }

  close(_clean: boolean): void {
    this.#identity?.[Symbol.dispose]();
    this.#ownership.release();
  }
}

function blocked(database: SqliteDatabase): StoreError {
  const which = database.inTransaction
    ? "the transaction that the caller has open on it"
    : "another connection";
  return new StoreError(
    "blocked",
    `${database.name} cannot be written, because ${which} does not end: end it first`,
  );
}

function adapted(given: SqliteDatabase | DatabaseSync): SqliteDatabase {
  return "isTransaction" in given ? NodeSqliteDatabase.of(given) : given;
}
