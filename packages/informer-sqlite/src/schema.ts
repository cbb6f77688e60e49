import type Database from "better-sqlite3";
import { CacheFileError } from "./cache-file-error.ts";

/** "wkic": what tells a file of caches from any other file of SQLite. */
const applicationId = 0x77_6b_69_63;

/** Of the tables, in `user_version`. */
const newest = 1;

const tables = `
CREATE TABLE caches (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  -- That of which the objects are the state; none while a large save is on its way.
  version TEXT
) STRICT;
CREATE TABLE ended (cleanly INTEGER NOT NULL) STRICT;
INSERT INTO ended VALUES (1);
`;

/** @throws CacheFileError when the file holds something else, or was written by a newer version. */
export function refuseOthers(database: Database.Database): void {
  const id = database.pragma("application_id", { simple: true });
  const empty = database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
  if (id !== applicationId && (id !== 0 || !empty)) {
    throw new CacheFileError(
      "not-a-cache",
      `${database.name} is a SQLite file, but holds no informer's cache, and was left as it is: check the path`,
    );
  }
  const version = database.pragma("user_version", { simple: true }) as number;
  if (version <= newest) return;
  throw new CacheFileError(
    "newer",
    `${database.name} is of version ${version}, and this code knows versions up to ${newest}:` +
      " update @workset/informer-sqlite, or remove the file, and the source is listed anew",
  );
}

/** Makes the tables where there are none. */
export function makeTables(database: Database.Database): void {
  if (database.pragma("user_version", { simple: true }) === newest) return;
  database.transaction(() => {
    database.exec(tables);
    database.pragma(`application_id = ${applicationId}`);
    database.pragma(`user_version = ${newest}`);
  })();
}

/** Whether the file was closed in good order, or is new. */
export function endedCleanly(database: Database.Database): boolean {
  const known = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'ended'").get();
  return known === undefined || database.prepare("SELECT cleanly FROM ended").pluck().get() === 1;
}

/** Notes whether the file was closed in good order. */
export function markEnded(database: Database.Database, cleanly: boolean): void {
  database.prepare("UPDATE ended SET cleanly = ?").run(cleanly ? 1 : 0);
}
