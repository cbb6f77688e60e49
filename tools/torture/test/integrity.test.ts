import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { damageOf } from "../src/integrity.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "workset-integrity-"));
  path = join(folder, "a.db");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("a sound file has no damage, and is left as it was found, log and all", () => {
  const database = new Database(path);
  database.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1)");
  const before = readdirSync(folder);
  expect(damageOf(path)).toBeUndefined();
  expect(readdirSync(folder)).toEqual(before);
  expect(existsSync(`${path}-wal`)).toBe(true);
  database.close();
});

test("what is no database is damaged", () => {
  writeFileSync(path, "no database, but long enough to be looked at ".repeat(100));
  expect(damageOf(path)).toMatch(/not a database/);
});

test("an index that does not fit its table is damage", () => {
  const database = new Database(path);
  database.unsafeMode();
  database.exec("CREATE TABLE t (a); CREATE INDEX i ON t (a); INSERT INTO t VALUES (1)");
  database.exec("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'i'");
  database.close();
  expect(damageOf(path)).toBeDefined();
});
