import { StoreError } from "@workset/store";
import type { Connect } from "./driver.ts";
import { kindOf } from "./faults.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** What this process owns, whichever copy of this code opened it: paths of files, and databases without a file. */
const registry = Symbol.for("@workset/sqlite-file owned");

function owned(): Set<unknown> {
  const place = globalThis as { [registry]?: Set<unknown> };
  place[registry] ??= new Set();
  return place[registry];
}

/** Whether this process owns the file at this real path. */
export function isOwnedHere(path: string): boolean {
  return owned().has(path);
}

/** The right to use a file, or a database without one, until it is released. */
export interface Ownership {
  release(): void;
}

/**
 * Makes this process the owner of a file that exists.
 *
 * Beside `work.db` stands `work.db-owner`, a SQLite file of its own, on which the owner keeps a write transaction open for
 * as long as it lives. That is a lock of the operating system: it cannot be held twice, it holds while the owner is
 * stopped or hangs, and it is gone at once when the process is, however it ended. What is written in the file, the owner's
 * process id, serves the message alone. The file is never removed, since it could be another owner's by then.
 * @param path The real path.
 * @throws StoreError `"in-use"`, naming the process, when the file has a living owner.
 */
export function own(path: string, now: number, connect: Connect): Ownership {
  if (owned().has(path)) throw inUse(path, "this process has it open");
  const database = connect(`${path}-owner`);
  try {
    // Needs no room on a full disk, and one sync instead of three.
    database.pragma("journal_mode = MEMORY");
    database.exec("BEGIN IMMEDIATE");
    database.exec("CREATE TABLE IF NOT EXISTS owner (pid INTEGER NOT NULL, since TEXT NOT NULL) STRICT");
    database.exec("DELETE FROM owner");
    database.prepare("INSERT INTO owner VALUES (?, datetime(?, 'unixepoch'))").run(process.pid, now / 1000);
    database.exec("COMMIT");
    database.exec("BEGIN IMMEDIATE");
  } catch (error) {
    const failure = kindOf(error) === "busy" ? inUse(path, ownerIn(database)) : error;
    database.close();
    throw failure;
  }
  owned().add(path);
  return {
    release: () => {
      owned().delete(path);
      database.close();
    },
  };
}

/** As {@link own}, for a database without a file, which no other process can have. */
export function ownMemory(database: object): Ownership {
  if (owned().has(database)) throw inUse("the database", "this process has it open");
  owned().add(database);
  return { release: () => void owned().delete(database) };
}

function ownerIn(database: SqliteDatabase): string {
  try {
    const owner = database.prepare("SELECT pid, since FROM owner").get() as
      | { pid: number; since: string }
      | undefined;
    return owner
      ? `process ${owner.pid} has it open since ${owner.since} UTC`
      : "another process has it open";
  } catch {
    return "another process has it open";
  }
}

function inUse(path: string, owner: string): StoreError {
  return new StoreError(
    "in-use",
    `${path} is in use: ${owner}, and it has one owner at a time; end that one first, or wait with waitMs`,
  );
}
