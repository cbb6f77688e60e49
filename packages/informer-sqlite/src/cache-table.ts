import type Database from "better-sqlite3";
import type { SavedChange } from "@workset/informer";
import type { ObjectCodec } from "./codec.ts";

/** Where an object is. */
export type SavedRow = readonly [row: number, key: string];

/** What was found in a table. */
export interface Found {
  readonly version: string | undefined;
  readonly rows: readonly SavedRow[];
  readonly intents: readonly string[];
}

/** One transaction carries changes until it has so many, or so much text, so that none holds up the event loop for long. */
const most = { changes: 1000, characters: 1_000_000 };

/** One cache in a file: a table of its own, and a row that says of which version it is. */
export class CacheTable {
  readonly #database: Database.Database;
  readonly #intend: Database.Statement<[string]>;
  readonly #set: Database.Statement<[string, string]>;
  readonly #withdraw: Database.Statement<[string]>;
  readonly #delete: Database.Statement<[string]>;
  readonly #setVersion: Database.Statement<[string | null]>;
  readonly #rows: Database.Statement<[], SavedRow>;
  readonly #texts: Database.Statement<[number, number], string>;
  readonly #intents: Database.Statement<[], string>;
  readonly #version: Database.Statement<[], string | null>;

  /** Makes the table if there is none of this name. */
  constructor(database: Database.Database, name: string) {
    this.#database = database;
    const id = idOf(database, name);
    const table = `objects_${id}`;
    this.#intend = database.prepare(`INSERT INTO ${table} VALUES (?, NULL) ON CONFLICT (key) DO NOTHING`);
    this.#set = database.prepare(
      `INSERT INTO ${table} VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET object = excluded.object`,
    );
    this.#withdraw = database.prepare(
      `INSERT INTO ${table} VALUES (?, NULL) ON CONFLICT (key) DO UPDATE SET object = NULL`,
    );
    this.#delete = database.prepare(`DELETE FROM ${table} WHERE key = ?`);
    this.#setVersion = database.prepare(`UPDATE caches SET version = ? WHERE id = ${id}`);
    const objects = `FROM ${table} WHERE object IS NOT NULL`;
    this.#rows = database.prepare<[], SavedRow>(`SELECT rowid, key ${objects} ORDER BY rowid`).raw();
    this.#texts = database
      .prepare<[number, number], string>(`SELECT object ${objects} AND rowid >= ? ORDER BY rowid LIMIT +?`)
      .pluck();
    this.#intents = database.prepare<[], string>(`SELECT key FROM ${table} WHERE object IS NULL`).pluck();
    this.#version = database
      .prepare<[], string | null>(`SELECT version FROM caches WHERE id = ${id}`)
      .pluck();
  }

  /** Everything there is, but for the texts. */
  read(): Found {
    const version = this.#version.get() ?? undefined;
    return { version, rows: this.#rows.all(), intents: this.#intents.all() };
  }

  /** The texts of so many objects, from this row on. */
  texts(row: number, most: number): string[] {
    return this.#texts.all(row, most);
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
    return this.#database.transaction(() => {
      const end = Math.min(from + most.changes, changes.length);
      let at = from;
      for (let characters = 0; at < end && characters < most.characters; at++) {
        characters += this.#write(changes[at]!, codec);
      }
      if (version !== undefined) this.#setVersion.run(at === changes.length ? version : null);
      return at;
    })();
  }

  /** How much text it was. */
  #write<T>(change: SavedChange<T>, codec: ObjectCodec<T>): number {
    const key = wellFormed(change.key, "the key", change.key);
    if (change.type === "added" || change.type === "updated") {
      const text = wellFormed(codec.encode(change.object), "the encoded object of", key);
      this.#set.run(key, text);
      return text.length;
    }
    if (change.type === "intent") this.#intend.run(key);
    else if (change.type === "deleted" && change.keepsIntent) this.#withdraw.run(key);
    else this.#delete.run(key);
    return key.length;
  }
}

function idOf(database: Database.Database, name: string): number {
  return database.transaction(() => {
    const select = database.prepare<[string], number>("SELECT id FROM caches WHERE name = ?").pluck();
    const known = select.get(name);
    if (known !== undefined) return known;
    const id = Number(database.prepare("INSERT INTO caches (name) VALUES (?)").run(name).lastInsertRowid);
    // A key without an object is an intent.
    database.exec(`CREATE TABLE objects_${id} (key TEXT NOT NULL UNIQUE, object TEXT) STRICT;
      CREATE INDEX announced_${id} ON objects_${id} (key) WHERE object IS NULL`);
    return id;
  })();
}

function wellFormed(text: string, what: string, key: string): string {
  if (typeof text === "string" && text.isWellFormed()) return text;
  throw new TypeError(
    `${what} ${JSON.stringify(key)} must be a string without lone surrogates: it can not be saved`,
  );
}
