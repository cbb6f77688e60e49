import Database from "better-sqlite3";
import { StoreError } from "@workset/store";
import { sqliteError } from "./faults.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { files } from "./node-files.ts";

/**
 * What an acknowledged verb survives. `"power-loss"`: everything; each commit waits for the disk. `"process-crash"`: the
 * end of the process, but not of the machine; what was acknowledged last may be gone after a power cut or a crash of
 * the system, though the file stays whole.
 */
export type Durability = "power-loss" | "process-crash";

/** Opens a file, and closes it when it is not to be used after all. */
export type Connect = (path: string) => SqliteDatabase;

/** Opens a file through better-sqlite3. Nothing waits inside SQLite, which would hold up the event loop. */
export const connect: Connect = (path) => new Database(path, { timeout: 0 });

/** "wkst": what tells a store's file from any other file of SQLite. */
const applicationId = 0x77_6b_73_74;

/** Files up to this size are checked whole after an unclean end; of larger ones only the small tables. */
const checkedBytes = 64 * 1024 * 1024;

/** Rules of a connection, none of which outlives it. */
const settings = [
  "temp_store = MEMORY",
  // Reading through a mapping turns an error of the disk into the end of the process.
  "mmap_size = 0",
  // Every thousand pages the log is handed on to the file, and starts anew as soon as nobody reads it; one that became
  // large meanwhile is cut back.
  "wal_autocheckpoint = 1000",
  "journal_size_limit = 16777216",
];

/** @throws StoreError `"not-a-store"` when the file holds something else. */
export function refuseOthers(database: SqliteDatabase): void {
  const id = database.pragma("application_id", { simple: true });
  if (id === applicationId) return;
  if (id === 0 && database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined) return;
  throw new StoreError(
    "not-a-store",
    `${database.name} is a SQLite file, but not a store's, and was left as it is: check the path, or use` +
      " SqliteStore.within to keep queues in a database of your own",
  );
}

/** Sets a connection up for a store of its own. */
export function configure(database: SqliteDatabase, durability: Durability): void {
  if (database.pragma("application_id", { simple: true }) === 0) {
    database.pragma(`application_id = ${applicationId}`);
  }
  database.pragma("journal_mode = WAL");
  // Stated, because what a driver would choose differs from one to the next.
  database.pragma(`synchronous = ${durability === "power-loss" ? "FULL" : "NORMAL"}`);
  database.pragma("fullfsync = ON");
  database.pragma("checkpoint_fullfsync = ON");
  for (const setting of settings) database.pragma(setting);
}

/**
 * Looks for damage. The time is bounded: a large file is not read whole, only its tables that stay small.
 * @throws An error with the code `SQLITE_CORRUPT` when there is some.
 */
export function check(database: SqliteDatabase): void {
  const tables =
    files.statSync(database.name).size <= checkedBytes ? [""] : ["('workset_meta')", "('workset_held')"];
  for (const table of tables) {
    const found = database.pragma(`quick_check${table}`, { simple: true });
    if (found === "ok") continue;
    throw sqliteError("SQLITE_CORRUPT", String(found));
  }
}
