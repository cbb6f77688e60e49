import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { migrate, migrations, versionOf } from "../src/file/migrations.ts";

// There is but one version so far; the steps beyond it are made up.
const wider = [...migrations, "ALTER TABLE workset_queues ADD COLUMN colour TEXT"];

test("A database without tables is brought to the newest version", () => {
  const database = new Database(":memory:");
  expect(versionOf(database)).toBe(0);
  migrate(database, wider);
  expect(versionOf(database)).toBe(wider.length);
  expect(database.prepare("SELECT colour FROM workset_queues").all()).toEqual([]);
});

test("A database of an older version is brought to the newest, its content kept", () => {
  const database = new Database(":memory:");
  migrate(database, migrations);
  database.exec("INSERT INTO workset_queues (name) VALUES ('mine')");
  migrate(database, wider);
  expect(versionOf(database)).toBe(wider.length);
  expect(database.prepare("SELECT name, colour FROM workset_queues").all()).toEqual([
    { name: "mine", colour: null },
  ]);
});

test("A step that fails takes back those before it", () => {
  const database = new Database(":memory:");
  migrate(database, migrations);
  expect(() => migrate(database, [...wider, "CREATE TABLE workset_meta (x)"])).toThrow(/exists/);
  expect(versionOf(database)).toBe(migrations.length);
  expect(database.inTransaction).toBe(false);
  expect(() => database.prepare("SELECT colour FROM workset_queues")).toThrow(/colour/);
});

test("A database of the newest version is left as it is", () => {
  const database = new Database(":memory:");
  migrate(database);
  const before = database.serialize();
  migrate(database);
  expect(database.serialize()).toEqual(before);
});
