import { prepareStatements, type Statements } from "./statements.ts";
import type { SqliteDatabase } from "../file/sqlite-database.ts";
import { files } from "../file/node-files.ts";

/** The database a store speaks to, with its statements. After a failed sync it is another one, on the same file. */
export class Connection {
  database: SqliteDatabase;
  statements: Statements;
  readonly #reconnect: (() => SqliteDatabase) | undefined;

  /** @param reconnect Opens the file anew; left out where the database is the caller's. */
  constructor(database: SqliteDatabase, reconnect?: () => SqliteDatabase) {
    this.database = database;
    this.statements = prepareStatements(database);
    this.#reconnect = reconnect;
  }

  /** Whether the store opened the database itself, and may do with it as it likes. */
  get owned(): boolean {
    return this.#reconnect !== undefined;
  }

  /** How large the log beside the file is. */
  get logBytes(): number {
    return files.statSync(`${this.database.name}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Closes the file and opens it again, if it is the store's own. */
  reopen(): void {
    if (!this.#reconnect) return;
    if (this.database.open) this.database.close();
    this.database = this.#reconnect();
    this.statements = prepareStatements(this.database);
  }

  /** Hands on to the file what the log holds, as far as nobody reads it and the disk takes it. */
  tryCheckpoint(mode: "PASSIVE" | "TRUNCATE"): void {
    if (!this.owned) return;
    try {
      this.database.pragma(`wal_checkpoint(${mode})`);
    } catch {
      // The next write meets the same trouble, and is answered for it.
    }
  }
}
