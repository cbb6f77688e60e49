import { renameSync, rmSync, statSync } from "node:fs";
import Database from "better-sqlite3";
import { CacheFileError } from "./cache-file-error.ts";
import type { Durability } from "./options.ts";
import { endedCleanly, makeTables, markEnded, refuseOthers } from "./schema.ts";

/** Files up to this size are checked whole after an unclean end. Of larger ones, reading the objects has to do. */
const checkedBytes = 64 * 1024 * 1024;

/** Opens a file for this process alone. @throws CacheFileError; or an error for which {@link isDamage} when it is damaged. */
export function openDatabase(path: string, durability: Durability): Database.Database {
  const database = new Database(path, { timeout: 0 });
  try {
    // A lock of the system's that nobody else gets while this process lives, and that is gone with it.
    database.pragma("locking_mode = EXCLUSIVE");
    refuseOthers(database);
    if (!endedCleanly(database) && statSync(path).size <= checkedBytes) check(database);
    database.pragma("journal_mode = WAL");
    // Stated, because what a driver would choose differs from one to the next.
    database.pragma(`synchronous = ${durability === "power-loss" ? "FULL" : "NORMAL"}`);
    database.pragma("fullfsync = ON");
    database.pragma("checkpoint_fullfsync = ON");
    // Reading through a mapping turns an error of the disk into the end of the process.
    database.pragma("mmap_size = 0");
    database.pragma("journal_size_limit = 16777216");
    makeTables(database);
    markEnded(database, false);
    return database;
  } catch (error) {
    database.close();
    throw refusal(error, path);
  }
}

/** Closes a file in good order. */
export function closeDatabase(database: Database.Database): void {
  try {
    markEnded(database, true);
  } catch {
    // Then the file is checked when it is opened next.
  }
  database.close();
}

/** Puts a damaged file out of the way, in the place of one that was there before; its new path. */
export function setAside(path: string): string {
  const aside = `${path}-damaged`;
  renameSync(path, aside);
  // What is left of the log belongs to it, and would spoil the file that comes next.
  if (statSync(`${path}-wal`, { throwIfNoEntry: false })) renameSync(`${path}-wal`, `${aside}-wal`);
  rmSync(`${path}-shm`, { force: true });
  return aside;
}

/** Whether an error says that the file is damaged. */
export function isDamage(error: unknown): boolean {
  return codeOf(error).startsWith("SQLITE_CORRUPT") || codeOf(error) === "SQLITE_IOERR_CORRUPTFS";
}

function check(database: Database.Database): void {
  const found = database.pragma("quick_check(1)", { simple: true }) as string;
  if (found !== "ok") throw Object.assign(new Error(found), { code: "SQLITE_CORRUPT" });
}

function refusal(cause: unknown, path: string): unknown {
  const code = codeOf(cause);
  if (code.startsWith("SQLITE_BUSY")) {
    const says = `${path} is in use: another process has its caches open; end that one first`;
    return new CacheFileError("in-use", says, { cause });
  }
  if (code === "SQLITE_NOTADB") {
    const says = `${path} is no SQLite file and was left as it is: check the path, or remove the file`;
    return new CacheFileError("not-a-cache", says, { cause });
  }
  return cause;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
