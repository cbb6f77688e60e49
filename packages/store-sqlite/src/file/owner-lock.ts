import { StoreError } from "@workset/store";
import Database from "better-sqlite3";
import { kindOf } from "./faults.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { files } from "./node-files.ts";

/** What this process owns, whichever copy of this code opened it. */
const registry = Symbol.for("@workset/store-sqlite owned");

function owned(): Set<string> {
  const place = globalThis as { [registry]?: Set<string> };
  place[registry] ??= new Set();
  return place[registry];
}

/**
 * The proof that a process owns a store.
 *
 * Beside `store.db` stands `store.db-owner`, a SQLite file of its own, on which the owner keeps a write transaction open
 * for as long as it lives. That is a lock of the operating system: it can not be held twice, it holds while the owner
 * is stopped or hangs, and it is gone at once when the process is, however it ended. What is written in the file, the
 * owner's process id, serves the message alone. The file is never removed, since it could be somebody's by then.
 */
export class OwnerLock {
  readonly #path: string;
  readonly #database: SqliteDatabase;

  private constructor(path: string, database: SqliteDatabase) {
    this.#path = path;
    this.#database = database;
  }

  /** Makes this process the owner of the store in a file that exists. @throws StoreError `"in-use"`, naming the process, when the store has a living owner. */
  static take(storePath: string, now: number): OwnerLock {
    const path = files.realpathSync(storePath);
    if (owned().has(path)) throw inUse(path, "this process has");
    const database: SqliteDatabase = new Database(`${path}-owner`, { timeout: 0 });
    try {
      database.exec("BEGIN IMMEDIATE");
      database.exec("CREATE TABLE IF NOT EXISTS owner (pid INTEGER NOT NULL, since TEXT NOT NULL) STRICT");
      database.exec("DELETE FROM owner");
      database.prepare("INSERT INTO owner VALUES (?, datetime(?, 'unixepoch'))").run(process.pid, now / 1000);
      database.exec("COMMIT; BEGIN IMMEDIATE");
    } catch (error) {
      const failure = kindOf(error) === "busy" ? inUse(path, ownerIn(database)) : error;
      database.close();
      throw failure;
    }
    owned().add(path);
    return new OwnerLock(path, database);
  }

  release(): void {
    owned().delete(this.#path);
    this.#database.close();
  }
}

function ownerIn(database: SqliteDatabase): string {
  try {
    const owner = database.prepare("SELECT pid, since FROM owner").get() as
      | { pid: number; since: string }
      | undefined;
    return owner ? `process ${owner.pid} has, since ${owner.since} UTC` : "another process has";
  } catch {
    return "another process has";
  }
}

function inUse(path: string, owner: string): StoreError {
  return new StoreError(
    "in-use",
    `${path} is in use: ${owner}, and a store has one owner at a time; end that one first`,
  );
}
