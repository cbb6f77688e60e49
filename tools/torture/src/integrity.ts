import { copyFileSync, existsSync, rmSync } from "node:fs";
import Database from "better-sqlite3";

/**
 * What is wrong with a database whose process is gone, in SQLite's words; nothing, most of the time.
 *
 * A copy is looked at: to open the file itself would put in order what the next process is to find as it was left.
 */
export function damageOf(path: string): string | undefined {
  const copy = `${path}.copy`;
  for (const part of ["", "-wal"]) {
    if (existsSync(path + part)) copyFileSync(path + part, copy + part);
  }
  try {
    return damageIn(copy);
  } finally {
    for (const part of ["", "-wal", "-shm"]) rmSync(copy + part, { force: true });
  }
}

function damageIn(path: string): string | undefined {
  let database: Database.Database | undefined;
  try {
    database = new Database(path);
    const found = database.pragma("integrity_check", { simple: true }) as string;
    return found === "ok" ? undefined : found;
  } catch (error) {
    return String(error);
  } finally {
    database?.close();
  }
}
