import Database from "better-sqlite3";
import type { ConnectOptions, SqliteDatabase, SqliteStatement, SqliteValue } from "../src/index.ts";

/** An error as SQLite gives it. */
function sqliteError(code: string): Error {
  return Object.assign(new Error(`made by a test: ${code}`), { name: "SqliteError", code });
}

/** A disk that does what a test says. */
export class Disk {
  /** What the statements of this text throw from now on. */
  #failing: { readonly text: RegExp; readonly code: string; after: number } | undefined;
  /** Whether SQLite itself rolls back when it fails. */
  rollsBack: boolean = false;
  /** The texts of the statements that were run. */
  readonly ran: string[] = [];
  opened: number = 0;

  /** From now on statements of such a text fail; the first `n` succeed. */
  fails(code: string, text: RegExp = /^COMMIT/, after: number = 0): void {
    this.#failing = { text, code, after };
  }

  works(): void {
    this.#failing = undefined;
  }

  readonly connect = (path: string, { readOnly = false }: ConnectOptions = {}): SqliteDatabase => {
    this.opened++;
    return new FaultyDatabase(this, new Database(path, { timeout: 0, readonly: readOnly }));
  };

  before(sql: string, database: SqliteDatabase): void {
    this.ran.push(sql);
    const failing = this.#failing;
    if (!failing?.text.test(sql) || failing.after-- > 0) return;
    if (this.rollsBack && database.inTransaction) database.exec("ROLLBACK");
    throw sqliteError(failing.code);
  }
}

class FaultyDatabase implements SqliteDatabase {
  readonly #disk: Disk;
  readonly #database: Database.Database;

  constructor(disk: Disk, database: Database.Database) {
    this.#disk = disk;
    this.#database = database;
  }

  get name(): string {
    return this.#database.name;
  }

  get memory(): boolean {
    return this.#database.memory;
  }

  get open(): boolean {
    return this.#database.open;
  }

  get inTransaction(): boolean {
    return this.#database.inTransaction;
  }

  prepare(sql: string): SqliteStatement {
    return new FaultyStatement(this.#disk, this.#database, sql);
  }

  exec(sql: string): unknown {
    this.#disk.before(sql, this.#database);
    return this.#database.exec(sql);
  }

  pragma(sql: string, options?: { readonly simple?: boolean }): unknown {
    this.#disk.before(`PRAGMA ${sql}`, this.#database);
    return this.#database.pragma(sql, options);
  }

  backup(path: string): Promise<unknown> {
    return this.#database.backup(path);
  }

  close(): unknown {
    return this.#database.close();
  }
}

class FaultyStatement implements SqliteStatement {
  readonly #disk: Disk;
  readonly #database: Database.Database;
  readonly #sql: string;
  readonly #statement: Database.Statement;

  constructor(disk: Disk, database: Database.Database, sql: string) {
    this.#disk = disk;
    this.#database = database;
    this.#sql = sql;
    this.#statement = database.prepare(sql);
  }

  run(...values: SqliteValue[]): Database.RunResult {
    this.#disk.before(this.#sql, this.#database);
    return this.#statement.run(...values);
  }

  get(...values: SqliteValue[]): unknown {
    this.#disk.before(this.#sql, this.#database);
    return this.#statement.get(...values);
  }

  all(...values: SqliteValue[]): unknown[] {
    this.#disk.before(this.#sql, this.#database);
    return this.#statement.all(...values);
  }

  pluck(on?: boolean): this {
    this.#statement.pluck(on);
    return this;
  }

  safeIntegers(on?: boolean): this {
    this.#statement.safeIntegers(on);
    return this;
  }
}
