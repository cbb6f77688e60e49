import { afterEach, describe, expect, test } from "vitest";
import { driver, isAtLeast } from "../src/driver.ts";
import type { SqliteDatabase } from "../src/sqlite-database.ts";

const versions = Object.getOwnPropertyDescriptor(process, "versions")!;
afterEach(() => void Object.defineProperty(process, "versions", versions));

function runOn(node: string): void {
  Object.defineProperty(process, "versions", { ...versions, value: { ...process.versions, node } });
}

test("versions are compared by their numbers", () => {
  expect(isAtLeast("22.14.0", "22.14.0")).toBe(true);
  expect(isAtLeast("22.9.0", "22.14.0")).toBe(false);
  expect(isAtLeast("24.0.0-nightly", "22.14.0")).toBe(true);
  expect(isAtLeast("9.99.99", "22.14.0")).toBe(false);
});

test.each(["20.20.2", "22.3.0", "22.12.0"])(
  "on Node %s opening says in a sentence what is needed",
  async (node) => {
    runOn(node);
    const message = expect.stringMatching(
      new RegExp(`needs Node 22.1\\d.0 or newer, but this is Node ${node}: update`),
    );
    await expect(driver()).rejects.toMatchObject({ code: "no-driver", message });
    await expect(driver("node:sqlite")).rejects.toMatchObject({ code: "no-driver", message });
  },
);

test("a driver of another name is refused by its name", async () => {
  // @ts-expect-error There is no such driver.
  await expect(driver("sqlite3")).rejects.toThrow(/driver must be "better-sqlite3".*"sqlite3"/);
});

describe.each(["better-sqlite3", "node:sqlite"] as const)("%s", (name) => {
  async function open(): Promise<SqliteDatabase> {
    const database = (await driver(name))(":memory:");
    database.exec("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT) STRICT");
    return database;
  }

  test("gives rows, columns and changes", async () => {
    const database = await open();
    const insert = database.prepare("INSERT INTO things (name) VALUES (?)");
    expect(insert.run("a").changes).toBe(1);
    expect(Number(insert.run("b").lastInsertRowid)).toBe(2);
    const all = database.prepare("SELECT id, name FROM things ORDER BY id LIMIT +?");
    expect(all.all(9).map((row) => Object.assign({}, row))).toEqual([
      { id: 1, name: "a" },
      { id: 2, name: "b" },
    ]);
    const pluck = database.prepare("SELECT name FROM things WHERE id = ?").pluck(true);
    expect([pluck.get(2), pluck.get(3), pluck.all(1)]).toEqual(["b", undefined, ["a"]]);
    expect(database.pragma("application_id", { simple: true })).toBe(0);
  });

  test("says whether it is open, and in a transaction", async () => {
    const database = await open();
    expect([database.open, database.memory, database.inTransaction]).toEqual([true, true, false]);
    database.exec("BEGIN");
    expect(database.inTransaction).toBe(true);
    database.close();
    expect([database.open, database.inTransaction]).toEqual([false, false]);
  });

  test("names its errors as SQLite does", async () => {
    const database = await open();
    database.exec("INSERT INTO things VALUES (1, 'a')");
    expect(() => database.exec("INSERT INTO things VALUES (1, 'b')")).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^SQLITE_CONSTRAINT/) }),
    );
  });
});
