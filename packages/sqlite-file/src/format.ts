import { StoreError } from "@workset/store";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** What a file holds, and how it is recognized. */
export interface FileFormat {
  /** What the file is, for messages: "a store". */
  readonly kind: string;
  /** The package that reads it, for messages. */
  readonly package: string;
  /** What tells such a file from any other file of SQLite. */
  readonly applicationId: number;
  /** The steps from each version of the tables to the next. A step that was published never changes. */
  readonly steps: readonly string[];
  /** What to do with a file that holds something else. */
  readonly otherwise: string;
  /**
   * Compares what the tables say of each other, as far as that is quick: what is missing, or `undefined`.
   * @defaultValue nothing is compared
   */
  readonly verify?: (database: SqliteDatabase) => string | undefined;
}

/**
 * Numbers of the whole file. `version`: of the tables. `generation`: how often it was opened, see `Fence`. `unclean`: whether
 * it is open, or was not closed. `commits`: counts transactions, see `Transactions`. They are rows of a table and not `user_version`, which in the caller's database is the caller's.
 */
const metaTable = `
CREATE TABLE IF NOT EXISTS workset_meta (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO workset_meta VALUES
  ('version', 0), ('generation', 0), ('unclean', 0), ('commits', 0);
`;

export type MetaName = "version" | "generation" | "unclean" | "commits";

/** A number of the file; zero when there is none. */
export function meta(database: SqliteDatabase, name: MetaName): number {
  const exists = database.prepare(
    "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'workset_meta'",
  );
  if (exists.get() === undefined) return 0;
  const value = database.prepare("SELECT value FROM workset_meta WHERE name = ?").safeIntegers(false);
  return (value.pluck(true).get(name) as number | undefined) ?? 0;
}

export function setMeta(database: SqliteDatabase, name: MetaName, value: number): void {
  database.prepare("UPDATE workset_meta SET value = ? WHERE name = ?").run(value, name);
}

/** @throws StoreError `"not-a-store"` when the file holds something else. */
export function refuseOthers(database: SqliteDatabase, { applicationId, kind, otherwise }: FileFormat): void {
  const id = database.pragma("application_id", { simple: true });
  if (id === applicationId) return;
  if (id === 0 && database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined) return;
  throw new StoreError(
    "not-a-store",
    `${database.name} is a SQLite file, but not ${kind}, and was left as it is: check the path, or ${otherwise}`,
  );
}

/** @throws StoreError `"newer"` when the tables are of a version that this code does not know. */
export function refuseNewer(database: SqliteDatabase, { steps, package: name }: FileFormat): void {
  const version = meta(database, "version");
  if (version <= steps.length) return;
  throw new StoreError(
    "newer",
    `${database.name} is of version ${version}, and this code knows versions up to ${steps.length}:` +
      ` update ${name}, or restore a backup from before the update`,
  );
}

/** Brings the tables to the newest version. Must be called within a transaction. */
export function migrate(database: SqliteDatabase, format: FileFormat): void {
  refuseNewer(database, format);
  const version = meta(database, "version");
  if (version === format.steps.length) return;
  database.exec(metaTable);
  for (const step of format.steps.slice(version)) database.exec(step);
  setMeta(database, "version", format.steps.length);
}
