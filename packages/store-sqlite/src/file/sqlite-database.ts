/** What a statement is given: text, a number or nothing. */
export type SqliteValue = string | number | null;

/** The sliver of a better-sqlite3 statement that the store needs. */
export interface SqliteStatement {
  run(...values: SqliteValue[]): { readonly changes: number; readonly lastInsertRowid: number | bigint };
  get(...values: SqliteValue[]): unknown;
  all(...values: SqliteValue[]): unknown[];
  /** Rows as their first column alone. */
  pluck(on?: boolean): this;
  /** Integers as numbers, whatever the database's own setting is. */
  safeIntegers(on?: boolean): this;
}

/** The sliver of a better-sqlite3 database that the store needs. A test may stand between the two. */
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
  backup(path: string): Promise<unknown>;
  close(): unknown;
}
