import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { meta, migrate, refuseNewer, type FileFormat } from "../src/format.ts";
import { inTransaction, type SqliteDatabase } from "../src/sqlite-database.ts";

const steps = ["CREATE TABLE things (name TEXT)"];
const wider = [...steps, "ALTER TABLE things ADD COLUMN colour TEXT"];

function format(given: readonly string[]): FileFormat {
  return { kind: "a test's", package: "a test", applicationId: 7, steps: given, otherwise: "make another" };
}

function bring(database: SqliteDatabase, given: readonly string[]): void {
  inTransaction(database, () => migrate(database, format(given)));
}

test("a database without tables is brought to the newest version", () => {
  const database = new Database(":memory:");
  expect(meta(database, "version")).toBe(0);
  bring(database, wider);
  expect(meta(database, "version")).toBe(2);
  expect(database.prepare("SELECT colour FROM things").all()).toEqual([]);
});

test("a database of an older version is brought to the newest, its content kept", () => {
  const database = new Database(":memory:");
  bring(database, steps);
  database.exec("INSERT INTO things VALUES ('mine')");
  bring(database, wider);
  expect(meta(database, "version")).toBe(2);
  expect(database.prepare("SELECT name, colour FROM things").all()).toEqual([{ name: "mine", colour: null }]);
});

test("a step that fails takes back those before it", () => {
  const database = new Database(":memory:");
  bring(database, steps);
  expect(() => bring(database, [...wider, "CREATE TABLE things (x)"])).toThrow(/exists/);
  expect(meta(database, "version")).toBe(1);
  expect(database.inTransaction).toBe(false);
  expect(() => database.prepare("SELECT colour FROM things")).toThrow(/colour/);
});

test("a database of the newest version is left as it is", () => {
  const database = new Database(":memory:");
  bring(database, wider);
  const before = database.serialize();
  bring(database, wider);
  expect(database.serialize()).toEqual(before);
});

test("a database of a newer version is refused with what to update", () => {
  const database = new Database(":memory:");
  bring(database, wider);
  expect(() => refuseNewer(database, format(steps))).toThrow(/version 2.*update a test/);
});
