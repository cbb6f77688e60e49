import Database from "better-sqlite3";
import { filesIn } from "../../src/foundation.ts";
import type { House } from "../../src/house.ts";

/** A reader whose transaction is never over, so that the log can not start anew. */
export function enter({ grounds }: House): Disposable {
  const database = new Database(filesIn(grounds.folder).store, { readonly: true });
  database.exec("BEGIN");
  database.prepare("SELECT count(*) FROM workset_meta").get();
  return { [Symbol.dispose]: () => void database.close() };
}
