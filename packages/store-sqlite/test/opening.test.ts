import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { SqliteStore } from "@workset/store-sqlite";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { OwnerProcess } from "./start-owner.ts";
import { addAll, openQueue, Workbench } from "./workbench.ts";

describe("A file that is no store's is refused, and left as it is:", () => {
  const content = Buffer.from("a letter to a friend\n".repeat(500));

  test("a text", async () => {
    await using bench = new Workbench();
    writeFileSync(bench.path(), content);
    await expect(SqliteStore.open(bench.path())).rejects.toMatchObject({ code: "not-a-store" });
    expect(readFileSync(bench.path())).toEqual(content);
  });

  test("another program's database", async () => {
    await using bench = new Workbench();
    new Database(bench.path()).exec("CREATE TABLE friends (name TEXT)").close();
    const before = readFileSync(bench.path());
    const opening = SqliteStore.open(bench.path());
    await expect(opening).rejects.toMatchObject({
      code: "not-a-store",
      message: expect.stringContaining("within"),
    });
    expect(readFileSync(bench.path())).toEqual(before);
  });

  test("a database of a newer version", async () => {
    await using bench = new Workbench();
    await (await bench.open()).close();
    new Database(bench.path()).exec("UPDATE workset_meta SET value = 99 WHERE name = 'version'").close();
    const before = readFileSync(bench.path());
    const opening = SqliteStore.open(bench.path());
    await expect(opening).rejects.toMatchObject({ code: "newer", message: expect.stringContaining("99") });
    expect(readFileSync(bench.path())).toEqual(before);
  });
});

test("A damaged file is refused after an unclean end, with what to do, and left as it is", async () => {
  await using bench = new Workbench();
  const store = await bench.open();
  await addAll(
    await openQueue(store),
    Array.from({ length: 500 }, (_, key) => `key-${key}`),
  );
  await store.close();
  damage(bench.path(), "unclean");
  const before = readFileSync(bench.path());
  const opening = SqliteStore.open(bench.path());
  await expect(opening).rejects.toMatchObject({
    code: "corrupt",
    message: expect.stringContaining(".recover"),
  });
  expect(readFileSync(bench.path())).toEqual(before);
});

test("a damaged file with a log beside it is refused without the log being written into it", async () => {
  await using bench = new Workbench();
  await using owner = await OwnerProcess.start(bench.path(), "hold", "held");
  new Database(bench.path()).pragma("wal_checkpoint(PASSIVE)");
  await owner.kill();
  const bytes = readFileSync(bench.path());
  writeFileSync(bench.path(), bytes.fill(0xff, 4096, 4296));
  const log = readFileSync(`${bench.path()}-wal`);
  expect(log.length).toBeGreaterThan(0);
  await expect(bench.open()).rejects.toMatchObject({ code: "corrupt" });
  expect(readFileSync(bench.path()).equals(bytes)).toBe(true);
  expect(readFileSync(`${bench.path()}-wal`).equals(log)).toBe(true);
});

test.each([
  { path: "tenant\0.db", says: /NUL/ },
  { path: "store.db ", says: /white space/ },
  { path: "file:store.db", says: /URI/ },
  { path: 7 as unknown as string, says: /path must name a file, but it is 7/ },
  { path: ":memory:", says: /store-memory/ },
])("the path $path is refused, and nothing is made", async ({ path, says }) => {
  await using bench = new Workbench();
  const given = typeof path === "string" && !/^(file:|:)/.test(path) ? bench.path(path) : path;
  await expect(SqliteStore.open(given)).rejects.toThrow(says);
  expect(readdirSync(bench.folder)).toEqual([]);
});

/** Says in the file that it ended uncleanly, if it shall, and overwrites the head of the page under which all keys are. */
function damage(path: string, ended: "clean" | "unclean"): void {
  const database = new Database(path);
  if (ended === "unclean") database.exec("UPDATE workset_meta SET value = 1 WHERE name = 'unclean'");
  const page = database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'workset_keys'").pluck();
  const offset = ((page.get() as number) - 1) * 4096;
  database.close();
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0xff, offset, offset + 200));
}

test("a file that lacks keys is refused after a clean end, too, and left as it is", async () => {
  await using bench = new Workbench();
  const store = await bench.open();
  await addAll(await openQueue(store), ["a", "b", "c"]);
  await store.close();
  const database = new Database(bench.path());
  database.exec("DELETE FROM workset_line WHERE seq = (SELECT max(seq) FROM workset_line)");
  database.close();
  const before = readFileSync(bench.path());
  await expect(bench.open()).rejects.toMatchObject({
    code: "corrupt",
    message: expect.stringMatching(/"queue".*3 ready.*2/),
  });
  expect(readFileSync(bench.path())).toEqual(before);
});

// To root, who runs tests in containers, no file mode is binding; so these use what not even root can write to.
test("A folder is no file", async () => {
  await using bench = new Workbench();
  mkdirSync(bench.path());
  await expect(SqliteStore.open(bench.path())).rejects.toMatchObject({ code: "io" });
});

test("A file that can only be read is refused", async () => {
  await using bench = new Workbench();
  await (await bench.open()).close();
  const opening = bench.open({ driver: (path) => new Database(path, { readonly: true }) });
  await expect(opening).rejects.toMatchObject({ code: "read-only" });
});

test("A file in a folder that is not there is refused, and so is none at all", async () => {
  await using bench = new Workbench();
  await expect(SqliteStore.open(bench.path("no/store.db"))).rejects.toMatchObject({ code: "io" });
  await expect(SqliteStore.open(":memory:")).rejects.toThrow(TypeError);
  await expect(SqliteStore.open("")).rejects.toThrow(TypeError);
});

test("An unknown durability is refused by its name", async () => {
  await using bench = new Workbench();
  // @ts-expect-error There is no such durability.
  await expect(bench.open({ durability: "none" })).rejects.toThrow(/durability.*none/);
});

test("A commit waits for the disk by default, and does not where only the process may crash", async () => {
  await using bench = new Workbench();
  const modes: unknown[] = [];
  const connect = (path: string): Database.Database => {
    const database = new Database(path, { timeout: 0 });
    databases.push(database);
    return database;
  };
  const databases: Database.Database[] = [];
  await bench.open({ driver: connect });
  await bench.open({ driver: connect, durability: "process-crash" }, "other.db");
  for (const database of databases) modes.push(database.pragma("synchronous", { simple: true }));
  expect(modes).toEqual([2, 1]);
});

test("Closing hands the log on to the file, even if another program has it open", async () => {
  await using bench = new Workbench();
  const store = await bench.open();
  await addAll(await openQueue(store), ["a"]);
  const other = new Database(bench.path());
  other.prepare("SELECT count(*) FROM workset_keys").get();
  await store.close();
  expect(statSync(`${bench.path()}-wal`).size).toBe(0);
  other.close();
});

test("After closing there is no log", async () => {
  await using bench = new Workbench();
  const store = await bench.open();
  await addAll(await openQueue(store), ["a"]);
  expect(store.stats().logBytes).toBeGreaterThan(0);
  await store.close();
  expect(statSync(`${bench.path()}-wal`, { throwIfNoEntry: false })).toBeUndefined();
});
