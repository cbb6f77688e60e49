import Database from "better-sqlite3";
import { filesIn } from "../../src/resources.ts";
import type { SoakApp } from "../../src/soak-app.ts";

/** A reader whose transaction never ends, so that the log cannot restart. */
export function enter({ env }: SoakApp): Disposable {
  const database = new Database(filesIn(env.folder).store, { readonly: true });
  database.exec("BEGIN");
  database.prepare("SELECT count(*) FROM workset_meta").get();
  return { [Symbol.dispose]: () => void database.close() };
}
