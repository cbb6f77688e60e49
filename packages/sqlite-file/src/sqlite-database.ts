/** What a statement is given: text, a number or nothing. */
export type SqliteValue = string | number | null;

/** The part of a better-sqlite3 statement that is used here. */
export interface SqliteStatement {
  run(...values: SqliteValue[]): { readonly changes: number; readonly lastInsertRowid: number | bigint };
  get(...values: SqliteValue[]): unknown;
  all(...values: SqliteValue[]): unknown[];
  /** Rows as their first column alone. */
  pluck(on?: boolean): this;
  /** Integers as numbers, whatever the setting of the database is. */
  safeIntegers(on?: boolean): this;
}

/** The part of a better-sqlite3 database that is used here. Any driver that is adapted to it will do. */
export interface SqliteDatabase {
  /** The path of the file. */
  readonly name: string;
  /** Whether there is no file at all. */
  readonly memory: boolean;
  readonly open: boolean;
  readonly inTransaction: boolean;
  prepare(sql: string): SqliteStatement;
  exec(sql: string): unknown;
  pragma(sql: string, options?: { readonly simple?: boolean }): unknown;
  /** Copies the database, as it is when the copying ends, to a file that does not exist. */
  backup(path: string): Promise<unknown>;
  close(): unknown;
}

/** Runs a function in a transaction, which is rolled back when the function throws. */
export function inTransaction<R>(database: SqliteDatabase, work: () => R): R {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // On some errors SQLite has rolled back already; a second rollback would hide the reason.
    if (database.inTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
