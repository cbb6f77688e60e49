import type { DatabaseSync, StatementSync } from "node:sqlite";
import { sqliteError } from "./faults.ts";
import type { SqliteDatabase, SqliteStatement, SqliteValue } from "./sqlite-database.ts";

/** The module `node:sqlite`, as it was loaded. */
export type NodeSqliteModule = typeof import("node:sqlite");

/** A database of `node:sqlite` as better-sqlite3 would show it. */
export class NodeSqliteDatabase implements SqliteDatabase {
  readonly name: string;
  readonly memory: boolean;
  readonly #module: NodeSqliteModule;
  readonly #database: DatabaseSync;

  constructor(module: NodeSqliteModule, database: DatabaseSync, path: string) {
    this.#module = module;
    this.#database = database;
    this.name = path;
    this.memory = path === "" || path === ":memory:";
  }

  static connect(module: NodeSqliteModule, path: string, readOnly: boolean): NodeSqliteDatabase {
    const database = named(() => new module.DatabaseSync(path, { readOnly, timeout: 0 }));
    return new NodeSqliteDatabase(module, database, path);
  }

  /** The same view of a database that the caller opened. */
  static of(database: DatabaseSync): NodeSqliteDatabase {
    const module: NodeSqliteModule = process.getBuiltinModule("node:sqlite");
    return new NodeSqliteDatabase(module, database, database.location() ?? ":memory:");
  }

  get open(): boolean {
    return this.#database.isOpen;
  }

  get inTransaction(): boolean {
    return this.#database.isOpen && this.#database.isTransaction;
  }

  prepare(sql: string): SqliteStatement {
    return new NodeSqliteStatement(named(() => this.#database.prepare(sql)));
  }

  exec(sql: string): unknown {
    return named(() => this.#database.exec(sql));
  }

  pragma(sql: string, { simple = false }: { readonly simple?: boolean } = {}): unknown {
    const rows = named(() => this.#database.prepare(`PRAGMA ${sql}`).all());
    return simple ? rows[0] && Object.values(rows[0])[0] : rows;
  }

  async backup(path: string): Promise<unknown> {
    try {
      return await this.#module.backup(this.#database, path);
    } catch (error) {
      throw renamed(error);
    }
  }

  close(): unknown {
    if (this.#database.isOpen) this.#database.close();
    return this;
  }
}

class NodeSqliteStatement implements SqliteStatement {
  readonly #statement: StatementSync;
  #plucks = false;

  constructor(statement: StatementSync) {
    this.#statement = statement;
  }

  run(...values: SqliteValue[]): { readonly changes: number; readonly lastInsertRowid: number | bigint } {
    const { changes, lastInsertRowid } = named(() => this.#statement.run(...values));
    return { changes: Number(changes), lastInsertRowid };
  }

  get(...values: SqliteValue[]): unknown {
    const row = named(() => this.#statement.get(...values));
    return this.#plucks && row !== undefined ? firstOf(row) : row;
  }

  all(...values: SqliteValue[]): unknown[] {
    const rows = named(() => this.#statement.all(...values));
    return this.#plucks ? rows.map(firstOf) : rows;
  }

  pluck(on: boolean = true): this {
    this.#plucks = on;
    return this;
  }

  safeIntegers(on: boolean = true): this {
    this.#statement.setReadBigInts(on);
    return this;
  }
}

function firstOf(row: Record<string, unknown>): unknown {
  for (const column in row) return row[column];
  return undefined;
}

const names: Readonly<Record<number, string>> = {
  3: "SQLITE_PERM",
  5: "SQLITE_BUSY",
  6: "SQLITE_LOCKED",
  8: "SQLITE_READONLY",
  10: "SQLITE_IOERR",
  11: "SQLITE_CORRUPT",
  13: "SQLITE_FULL",
  14: "SQLITE_CANTOPEN",
  18: "SQLITE_TOOBIG",
  19: "SQLITE_CONSTRAINT",
  26: "SQLITE_NOTADB",
};

/** The extended codes whose meaning differs from that of their family. */
const extendedNames: Readonly<Record<number, string>> = {
  1034: "SQLITE_IOERR_FSYNC",
  1290: "SQLITE_IOERR_DIR_FSYNC",
  1032: "SQLITE_READONLY_DBMOVED",
  8458: "SQLITE_IOERR_CORRUPTFS",
};

/** Calls SQLite, and gives its errors the names that better-sqlite3 gives them. */
function named<R>(call: () => R): R {
  try {
    return call();
  } catch (error) {
    throw renamed(error);
  }
}

function renamed(error: unknown): unknown {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return error;
  const code = extendedNames[error.errcode] ?? names[error.errcode & 0xff] ?? `SQLITE_ERROR_${error.errcode}`;
  return sqliteError(code, error.message, error);
}
