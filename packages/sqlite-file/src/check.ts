import { sqliteError } from "./faults.ts";
import { meta, type FileFormat } from "./format.ts";
import { sizeOf } from "./node-files.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

/**
 * Files up to this size are checked whole after an unclean end, and smaller ones at each opening; of larger ones only what is
 * quick to read.
 */
const checkedBytes = { afterCrash: 64 * 1024 * 1024, always: 8 * 1024 * 1024 };

/** What to do when commits are missing because the log beside the file is gone or damaged. */
export type MissingLog = "refuse" | "accept";

/** The error when commits are missing because of its log: SQLite reads that up to its first damaged place and no further. */
export function missing(what: string): Error {
  return damage(
    `${what}, so commits are missing: put the log back, restore a backup, or open the file with missingLog: "accept" to go` +
      " on without them",
  );
}

/**
 * Looks for damage, through a connection that only reads, so that a damaged file is left as it is. The time is bounded:
 * a large file is not read whole.
 * @throws An error with the code `SQLITE_CORRUPT` when there is some.
 */
export function check(database: SqliteDatabase, format: FileFormat): void {
  const bytes = sizeOf(database.name);
  const crashed = meta(database, "unclean") === 1;
  const isSmall = bytes <= checkedBytes.afterCrash;
  if (crashed || bytes <= checkedBytes.always) {
    const found = database.pragma(`quick_check${isSmall ? "" : "('workset_meta')"}`, { simple: true });
    if (found !== "ok") throw damage(String(found));
  }
  const lacking = isSmall && meta(database, "version") > 0 ? format.verify?.(database) : undefined;
  if (lacking !== undefined) throw damage(lacking);
}

function damage(what: string): Error {
  return sqliteError("SQLITE_CORRUPT", what);
}
