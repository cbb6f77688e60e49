import { checkedChoice } from "@workset/clock";
import type { SqliteDatabase } from "./sqlite-database.ts";

/**
 * What an acknowledged change survives. `"power-loss"`: everything; each commit waits for the disk. `"process-crash"`: the
 * end of the process, but not of the machine; what was acknowledged last may be gone after a power cut or a crash of
 * the system, though the file stays whole.
 */
export type Durability = "power-loss" | "process-crash";

/** @throws RangeError when it is none. */
export function checkedDurability(durability: Durability): Durability {
  return checkedChoice("durability", durability, ["power-loss", "process-crash"]);
}

/** Rules of a connection, none of which outlives it. */
const settings = [
  "fullfsync = ON",
  "checkpoint_fullfsync = ON",
  "temp_store = MEMORY",
  // Reading through a mapping turns an error of the disk into the end of the process.
  "mmap_size = 0",
  // The log is cut back after it has become large because something was reading it.
  "journal_size_limit = 16777216",
];

/** How many pages the log has, at least and at most, when it is written into the file, to start anew when nothing reads it. */
const logPages = { least: 16, most: 1000 };

/** Sets a connection up for a file of its own, on whose disk the log may grow to `logBytes`. */
export function configure(database: SqliteDatabase, durability: Durability, logBytes: number): void {
  database.pragma("journal_mode = WAL");
  // Stated, because what a driver would choose differs from one to the next.
  database.pragma(`synchronous = ${durability === "power-loss" ? "FULL" : "NORMAL"}`);
  const pages = Math.floor(logBytes / 4096);
  database.pragma(`wal_autocheckpoint = ${Math.max(logPages.least, Math.min(logPages.most, pages))}`);
  for (const setting of settings) database.pragma(setting);
}
