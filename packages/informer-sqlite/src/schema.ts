import type { FileFormat, SqliteDatabase } from "@workset/sqlite-file";

const version1 = `
CREATE TABLE caches (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  -- That of which the objects are the state; none while a large save is on its way.
  version TEXT
) STRICT;
`;

/** A file with the caches of informers. */
export const cacheFormat: FileFormat = {
  kind: "one of informer caches",
  package: "@workset/informer-sqlite",
  // "wkic"
  applicationId: 0x77_6b_69_63,
  steps: [version1],
  otherwise: "remove the file",
  verify,
};

/** The table of one cache. */
export function tableOf(id: number): string {
  return `objects_${id}`;
}

/** What a cache that is opened for the first time needs. */
export function makeTable(database: SqliteDatabase, id: number): void {
  const table = tableOf(id);
  // A key without an object is an intent.
  database.exec(`CREATE TABLE ${table} (key TEXT NOT NULL UNIQUE, object TEXT) STRICT;
    CREATE INDEX intents_${id} ON ${table} (key) WHERE object IS NULL`);
}

/** Counts the objects of each cache in its table and in its index. */
function verify(database: SqliteDatabase): string | undefined {
  const caches = database.prepare("SELECT id, name FROM caches").safeIntegers(false).all() as {
    readonly id: number;
    readonly name: string;
  }[];
  for (const { id, name } of caches) {
    const table = tableOf(id);
    const counts = database
      .prepare(
        `SELECT (SELECT count(*) FROM ${table} NOT INDEXED) -
          (SELECT count(*) FROM ${table} INDEXED BY sqlite_autoindex_${table}_1) AS missing`,
      )
      .pluck(true);
    if (counts.get() !== 0) return `objects of the cache ${JSON.stringify(name)} are missing`;
  }
  return undefined;
}
