import type { SqliteDatabase } from "./sqlite-database.ts";
import { files } from "./node-files.ts";

/** Copies a database while it is in use; the copy gets its name when it is whole. */
export async function backup(database: SqliteDatabase, path: string): Promise<void> {
  const part = `${path}-part`;
  await database.backup(part);
  files.renameSync(part, path);
}
