import { StoreError } from "@workset/store";
import { version1 } from "./schema.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** The steps from each version of the tables to the next; the first makes them. A step that was published never changes. */
export const migrations: readonly string[] = [version1];

/**
 * The version of the tables in a database; zero when there are none. It is a row of a table and not `user_version`,
 * which on the caller's database is the caller's.
 */
export function versionOf(database: SqliteDatabase): number {
  const exists = database.prepare(
    "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'workset_meta'",
  );
  if (exists.get() === undefined) return 0;
  const version = database
    .prepare("SELECT value FROM workset_meta WHERE name = 'version'")
    .safeIntegers(false);
  return version.pluck(true).get() as number;
}

/** @throws StoreError `"newer"` when the tables are of a version that this code does not know. */
export function refuseNewer(database: SqliteDatabase, steps: readonly string[] = migrations): void {
  const version = versionOf(database);
  if (version <= steps.length) return;
  throw new StoreError(
    "newer",
    `${database.name} is of version ${version}, and this code knows versions up to ${steps.length}:` +
      " update @workset/store-sqlite, or restore a backup from before the update",
  );
}

/** Brings the tables to the newest version, all steps or none. */
export function migrate(database: SqliteDatabase, steps: readonly string[] = migrations): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    refuseNewer(database, steps);
    const version = versionOf(database);
    for (const step of steps.slice(version)) database.exec(step);
    if (version < steps.length) {
      database.exec(`INSERT OR REPLACE INTO workset_meta VALUES ('version', ${steps.length})`);
    }
    database.exec("COMMIT");
  } catch (error) {
    if (database.inTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
