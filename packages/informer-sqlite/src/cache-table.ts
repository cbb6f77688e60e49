import type { SqliteDatabase, SqliteStatement } from "@workset/sqlite-file";
import type { SavedChange } from "@workset/informer";
import type { CacheFile } from "./cache-file.ts";
import type { ObjectCodec } from "./codec.ts";
import { makeTable, tableOf } from "./schema.ts";

/** Where an object is. */
export type SavedRow = readonly [row: number, key: string];

/** What was found in a table. */
export interface Found {
  readonly version: string | undefined;
  readonly rows: readonly SavedRow[];
  readonly intents: readonly string[];
}

/** The limits of one transaction, in changes and in text, so that none blocks the event loop for long. */
const most = { changes: 1000, characters: 1_000_000 };

interface Statements {
  readonly database: SqliteDatabase;
  readonly intend: SqliteStatement;
  readonly set: SqliteStatement;
  readonly withdraw: SqliteStatement;
  readonly delete: SqliteStatement;
  readonly setVersion: SqliteStatement;
  readonly rows: SqliteStatement;
  readonly texts: SqliteStatement;
  readonly intents: SqliteStatement;
  readonly version: SqliteStatement;
}

/** One cache in a file: a table of its own, and a row that says of which version it is. */
export class CacheTable {
  readonly #file: CacheFile;
  readonly #id: number;
  #prepared: Statements;

  /** Makes the table if there is none of this name. */
  constructor(file: CacheFile, name: string) {
    this.#file = file;
    this.#id = file.transaction(() => idOf(file.database, name));
    this.#prepared = prepare(file.database, this.#id);
  }

  /** Those of the connection that the file has now. */
  get #statements(): Statements {
    const { database } = this.#file;
    if (this.#prepared.database !== database) this.#prepared = prepare(database, this.#id);
    return this.#prepared;
  }

  /** Everything there is, but for the texts. */
  read(): Found {
    return this.#file.read(() => {
      const { version, rows, intents } = this.#statements;
      const found = rows.all() as { readonly row: number; readonly key: string }[];
      return {
        version: (version.get() as string | null) ?? undefined,
        rows: found.map(({ row, key }) => [row, key]),
        intents: intents.all() as string[],
      };
    });
  }

  /** The texts of at most `count` objects, from this row on. */
  texts(row: number, count: number): string[] {
    return this.#file.read(() => this.#statements.texts.all(row, count) as string[]);
  }

  /**
   * Writes changes from this one on, in one transaction: all, and the version, or as many as one may carry, and no
   * version. Without a version, it stays as it is. Where the next transaction has to begin.
   */
  write<T>(
    changes: readonly SavedChange<T>[],
    from: number,
    version: string | undefined,
    codec: ObjectCodec<T>,
  ): number {
    return this.#file.transaction(() => {
      const end = Math.min(from + most.changes, changes.length);
      let at = from;
      for (let characters = 0; at < end && characters < most.characters; at++) {
        characters += this.#write(changes[at]!, codec);
      }
      if (version !== undefined) this.#statements.setVersion.run(at === changes.length ? version : null);
      return at;
    });
  }

  /** How much text it was. */
  #write<T>(change: SavedChange<T>, codec: ObjectCodec<T>): number {
    const key = wellFormed(change.key, "the key", change.key);
    if (change.type === "added" || change.type === "updated") {
      const text = wellFormed(codec.encode(change.object), "the encoded object of", key);
      this.#statements.set.run(key, text);
      return text.length;
    }
    if (change.type === "intent") this.#statements.intend.run(key);
    else if (change.type === "deleted" && change.keepsIntent) this.#statements.withdraw.run(key);
    else this.#statements.delete.run(key);
    return key.length;
  }
}

function prepare(database: SqliteDatabase, id: number): Statements {
  const table = tableOf(id);
  const statement = (sql: string): SqliteStatement => database.prepare(sql);
  const query = (sql: string): SqliteStatement => database.prepare(sql).safeIntegers(false);
  const column = (sql: string): SqliteStatement => query(sql).pluck(true);
  const objects = `FROM ${table} WHERE object IS NOT NULL`;
  const insert = `INSERT INTO ${table} VALUES`;
  return {
    database,
    intend: statement(`${insert} (?, NULL) ON CONFLICT (key) DO NOTHING`),
    set: statement(`${insert} (?, ?) ON CONFLICT (key) DO UPDATE SET object = excluded.object`),
    withdraw: statement(`${insert} (?, NULL) ON CONFLICT (key) DO UPDATE SET object = NULL`),
    delete: statement(`DELETE FROM ${table} WHERE key = ?`),
    setVersion: statement(`UPDATE caches SET version = ? WHERE id = ${id}`),
    rows: query(`SELECT rowid AS row, key ${objects} ORDER BY rowid`),
    texts: column(`SELECT object ${objects} AND rowid >= ? ORDER BY rowid LIMIT +?`),
    intents: column(`SELECT key FROM ${table} WHERE object IS NULL`),
    version: column(`SELECT version FROM caches WHERE id = ${id}`),
  };
}

/** Must be called within a transaction. */
function idOf(database: SqliteDatabase, name: string): number {
  const known = database
    .prepare("SELECT id FROM caches WHERE name = ?")
    .safeIntegers(false)
    .pluck(true)
    .get(name);
  if (known !== undefined) return known as number;
  const id = Number(database.prepare("INSERT INTO caches (name) VALUES (?)").run(name).lastInsertRowid);
  makeTable(database, id);
  return id;
}

function wellFormed(text: string, what: string, key: string): string {
  if (typeof text === "string" && text.isWellFormed()) return text;
  throw new TypeError(
    `${what} ${JSON.stringify(key)} must be a string without lone surrogates: it cannot be saved`,
  );
}
