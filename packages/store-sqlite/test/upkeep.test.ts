import { copyFileSync, existsSync, statSync, symlinkSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { addAll, keysOf, openQueue, request, takeOne, Workbench, done } from "./workbench.ts";

describe("The log stays bounded", () => {
  const payload = "x".repeat(50_000);

  /** Writes about 30 MB. */
  async function write(queue: Awaited<ReturnType<typeof openQueue>>): Promise<void> {
    for (let round = 0; round < 60; round++) {
      await Promise.all(Array.from({ length: 10 }, (_, key) => queue.add(request(`${key}`, { payload }), 0)));
      const claims = await queue.take(10, 0);
      await Promise.all(claims.map((claim) => queue.release(claim, done, 0)));
    }
  }

  test("under load", async () => {
    await using bench = new Workbench();
    const store = await bench.open();
    await write(await openQueue(store));
    expect(store.stats().logBytes).toBeLessThan(8_000_000);
  });

  test("after a reader has held it up", async () => {
    await using bench = new Workbench();
    const store = await bench.open();
    const queue = await openQueue(store);
    const reader = new Database(bench.path(), { readonly: true });
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM workset_keys").get();
    await write(queue);
    expect(store.stats().logBytes).toBeGreaterThan(20_000_000);
    reader.close();
    for (let commit = 0; commit < 256; commit++) await addAll(queue, [`${commit}`]);
    expect(store.stats().logBytes).toBeLessThan(16_777_217);
  });
});

describe("A backup", () => {
  test("is a store of its own, with what there was when it was made, while the store goes on", async () => {
    await using bench = new Workbench();
    const store = await bench.open();
    const queue = await openQueue(store);
    await addAll(queue, ["a", "b"]);
    await takeOne(queue);
    await store.backup(bench.path("copy.db"));
    await addAll(queue, ["c"]);
    const copy = await openQueue(await bench.open({}, "copy.db"));
    expect(copy.recovery).toEqual({ recovered: 1, quarantined: [] });
    expect(keysOf(await copy.take(9, 0))).toEqual(["a", "b"]);
  });

  test("may be made while keys come and go", async () => {
    await using bench = new Workbench();
    const store = await bench.open();
    const queue = await openQueue(store);
    await addAll(
      queue,
      Array.from({ length: 5000 }, (_, key) => `key-${key}`),
    );
    let made = false;
    const copying = store.backup(bench.path("copy.db")).finally(() => (made = true));
    let added = 0;
    while (!made) {
      await addAll(queue, [`more-${added++}`]);
      await setImmediate();
    }
    await copying;
    const copy = await openQueue(await bench.open({}, "copy.db"));
    const { ready } = await copy.counts(0);
    const keys = keysOf(await copy.take(100_000, 0));
    expect(keys.length).toBe(ready);
    expect(new Set(keys).size).toBe(ready);
    expect(ready).toBeGreaterThanOrEqual(5000);
  });

  test("that cannot be written says so, and the store goes on", async () => {
    await using bench = new Workbench();
    const store = await bench.open();
    await expect(store.backup(bench.path("no/copy.db"))).rejects.toMatchObject({ code: "io" });
    expect(await addAll(await openQueue(store), ["a"])).toEqual(["added"]);
  });
});

describe("a backup is not written over", () => {
  test("the store itself, by whatever name", async () => {
    await using bench = new Workbench();
    const store = await bench.open();
    const queue = await openQueue(store);
    await addAll(queue, ["a"]);
    symlinkSync(bench.path(), bench.path("link.db"));
    for (const path of [bench.path(), bench.path("link.db")]) {
      await expect(store.backup(path)).rejects.toMatchObject({ code: "in-use" });
    }
    expect(keysOf(await queue.take(9, 0))).toEqual(["a"]);
  });

  test("a store that is open", async () => {
    await using bench = new Workbench();
    const store = await bench.open();
    await bench.open({}, "other.db");
    await expect(store.backup(bench.path("other.db"))).rejects.toMatchObject({ code: "in-use" });
  });
});

test("what is left of the log of an older copy does not get into a new one", async () => {
  await using bench = new Workbench();
  const store = await bench.open();
  const queue = await openQueue(store);
  await addAll(queue, ["old"]);
  await store.backup(bench.path("copy.db"));
  // Another program worked with the old copy, and its process was killed.
  const old = await bench.open({}, "copy.db");
  await addAll(await openQueue(old), ["of the copy"]);
  copyFileSync(bench.path("copy.db-wal"), bench.path("kept-wal"));
  await old.close();
  copyFileSync(bench.path("kept-wal"), bench.path("copy.db-wal"));
  await takeOne(queue);
  await addAll(queue, ["new"]);
  await store.backup(bench.path("copy.db"));
  expect(existsSync(bench.path("copy.db-wal"))).toBe(false);
  const copy = await openQueue(await bench.open({}, "copy.db"));
  expect(keysOf(await copy.take(9, 0))).toEqual(["old", "new"]);
});

test("A store that is closed while it is copied ends the copy first", async () => {
  await using bench = new Workbench();
  const store = await bench.open();
  const queue = await openQueue(store);
  await addAll(
    queue,
    Array.from({ length: 5000 }, (_, key) => `key-${key}`),
  );
  const copying = store.backup(bench.path("copy.db"));
  await store.close();
  await copying;
  const copy = await openQueue(await bench.open({}, "copy.db"));
  expect((await copy.counts(0)).ready).toBe(5000);
});

test("a large file is opened without its keys being read or counted", async () => {
  await using bench = new Workbench();
  const store = await bench.open({ durability: "process-crash" });
  await openQueue(store);
  await store.close();
  const database = new Database(bench.path());
  database.exec(`
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
      INSERT INTO workset_keys (id, queue, key, state, rank, seq, added_at, payload)
      SELECT i, 1, 'key-' || i, 1, 0, i, 0, hex(zeroblob(350)) FROM n;
    INSERT INTO workset_line SELECT queue, rank, seq, id FROM workset_keys;
    UPDATE workset_queues SET ready = 100000`);
  database.close();
  expect(statSync(bench.path()).size).toBeGreaterThan(64 * 1024 * 1024);
  const texts: string[] = [];
  const driver = (path: string): Database.Database =>
    new Database(path, { timeout: 0, verbose: (text) => void texts.push(String(text)) });
  const queue = await openQueue(await bench.open({ driver }));
  expect((await queue.counts(0)).ready).toBe(100_000);
  for (const text of texts) {
    expect(text).not.toMatch(/count\(/i);
    if (/FROM workset_(keys|line)/.test(text)) expect(text).toMatch(/queue = 1|LIMIT/);
  }
});
