import { dirname } from "node:path";
import { StoreError } from "@workset/store";
import type { Connect } from "./driver.ts";
import { setMeta } from "./format.ts";
import { files } from "./node-files.ts";
import { own } from "./owner-lock.ts";
import { checkedPath } from "./path.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** What belongs to a file of SQLite and would spoil another that gets its name. */
const companions = ["-wal", "-shm", "-journal"];

/**
 * Copies a database while it is in use. The copy is written beside its place and gets its name when it is whole and on the
 * disk; a copy that was there is replaced then, and what is left of the log of that one is removed.
 * @throws StoreError `"in-use"` when the path is that of the database itself, or of another one that is open.
 */
export async function backup(database: SqliteDatabase, path: string, connect: Connect): Promise<void> {
  const target = checkedPath(path, "a backup");
  if (!database.memory && isSameFile(target, database.name)) {
    throw new StoreError("in-use", `${path} is the file that is to be copied: give the path of another one`);
  }
  // A copy that is open itself is not to be replaced.
  if (files.existsSync(`${target}-owner`)) own(target, 0, connect).release();
  const part = `${target}-part`;
  remove(part);
  try {
    await database.backup(part);
    markClosed(part, connect);
    sync(part, "r+");
    for (const companion of companions) files.rmSync(target + companion, { force: true });
    files.renameSync(part, target);
    syncFolder(dirname(target));
  } catch (error) {
    remove(part);
    throw error;
  }
}

/** The copy is whole, as after a clean end. */
function markClosed(path: string, connect: Connect): void {
  const copy = connect(path);
  try {
    // Without a log of its own there is nothing that could be left beside it.
    copy.pragma("journal_mode = DELETE");
    setMeta(copy, "unclean", 0);
  } finally {
    copy.close();
  }
}

function sync(path: string, flags: string): void {
  const file = files.openSync(path, flags);
  try {
    files.fsyncSync(file);
  } finally {
    files.closeSync(file);
  }
}

/** Not every system syncs folders. */
function syncFolder(path: string): void {
  try {
    sync(path, "r");
  } catch {
    // Then the name of the copy is as safe as the system makes it.
  }
}

function remove(path: string): void {
  for (const suffix of ["", ...companions]) files.rmSync(path + suffix, { force: true });
}

function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => files.statSync(path, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev;
}
