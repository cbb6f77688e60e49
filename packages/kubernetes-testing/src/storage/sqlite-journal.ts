import type { KubernetesObject } from "../resources/object.ts";
import type { Change, Entry, Journal } from "./storage.ts";

/** A SQLite file that has the state of a server. */
export interface SqliteState extends Journal, Disposable {
  /** What the file had when it was opened; undefined when it is new. */
  readonly initial:
    | { readonly revision: number; readonly entries: readonly (Entry & { collection: string })[] }
    | undefined;
}

const schema = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS objects (collection TEXT, key TEXT, object TEXT NOT NULL, PRIMARY KEY (collection, key)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS state (id INTEGER PRIMARY KEY CHECK (id = 1), revision INTEGER NOT NULL);
`;

/**
 * Opens the file, or creates it. Every change is in the file before any client sees it.
 * @throws Error when the file is none of this kind.
 */
export async function openSqliteState(file: string): Promise<SqliteState> {
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(file);
  try {
    database.exec(schema);
  } catch (cause) {
    database.close();
    throw new Error(`file: ${JSON.stringify(file)} is not a state of an API server; name another file`, {
      cause,
    });
  }
  const state = database.prepare("SELECT revision FROM state").get() as { revision: number } | undefined;
  const rows = database.prepare("SELECT collection, key, object FROM objects").all() as {
    collection: string;
    key: string;
    object: string;
  }[];
  const put = database.prepare("INSERT OR REPLACE INTO objects VALUES (?, ?, ?)");
  const remove = database.prepare("DELETE FROM objects WHERE collection = ? AND key = ?");
  const advance = database.prepare("INSERT OR REPLACE INTO state VALUES (1, ?)");
  return {
    initial:
      state === undefined
        ? undefined
        : {
            revision: state.revision,
            entries: rows.map(({ collection, key, object }) => ({
              collection,
              key,
              object: JSON.parse(object) as KubernetesObject,
            })),
          },
    append({ collection, key, object, deleted, revision }: Change) {
      database.exec("BEGIN");
      try {
        if (deleted) remove.run(collection, key);
        else put.run(collection, key, JSON.stringify(object));
        advance.run(revision);
        database.exec("COMMIT");
      } catch (error) {
        database.exec("ROLLBACK");
        throw error;
      }
    },
    [Symbol.dispose]: () => database.close(),
  };
}
