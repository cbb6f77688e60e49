import { renameSync } from "node:fs";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** Copies a database while it is in use; the copy gets its name when it is whole. */
export async function backup(database: SqliteDatabase, path: string): Promise<void> {
  const part = `${path}-part`;
  await database.backup(part);
  renameSync(part, path);
}
