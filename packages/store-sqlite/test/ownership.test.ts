import { readFileSync, symlinkSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import type { Claim, QueueStore } from "@workset/store";
import { SqliteStore, type SqliteDatabase } from "@workset/store-sqlite";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { OwnerProcess } from "./start-owner.ts";
import { addAll, keysOf, openQueue, takeOne, Workbench, done } from "./workbench.ts";

/** What all copies of this code in a process know to be owned. */
function owned(): Set<string> {
  return (globalThis as unknown as Record<symbol, Set<string>>)[Symbol.for("@workset/sqlite-file owned")]!;
}

test("A file that another living process owns is refused, and the process named", async () => {
  await using bench = new Workbench();
  await using owner = await OwnerProcess.start(bench.path(), "own", "open");
  const opening = SqliteStore.open(bench.path());
  await expect(opening).rejects.toMatchObject({
    code: "in-use",
    message: expect.stringContaining(`${owner.pid}`),
  });
});

test("An owner that is stopped still owns its file", async () => {
  await using bench = new Workbench();
  await using owner = await OwnerProcess.start(bench.path(), "own", "open");
  owner.signal("SIGSTOP");
  await expect(SqliteStore.open(bench.path())).rejects.toMatchObject({ code: "in-use" });
});

test("The file of an owner that was killed is open at once, and what it held is ready before all other keys", async () => {
  await using bench = new Workbench();
  await using owner = await OwnerProcess.start(bench.path(), "hold", "held");
  await owner.kill();
  const queue = await openQueue(await bench.open());
  expect(queue.recovery).toEqual({ recovered: 2, quarantined: [] });
  const claims = await queue.take(9, 0);
  expect(claims.map(({ key, crashes }) => [key, crashes])).toEqual([
    ["a", 1],
    ["b", 1],
    ["c", 0],
  ]);
});

test("Whatever was acknowledged before a process was killed at work is there, and nothing is there twice", async () => {
  await using bench = new Workbench();
  await using owner = await OwnerProcess.start(bench.path(), "work", "open");
  await owner.says((line) => line === "completed done-40");
  await owner.kill();
  const queue = await openQueue(await bench.open());
  const left = keysOf(await queue.take(1000, 0));
  expect(new Set(left).size).toBe(left.length);
  for (const line of owner.lines) {
    const [act, key] = line.split(" ");
    if (act === "added") expect(left).toContain(key);
    if (act === "completed") expect(left).not.toContain(key);
  }
});

test("One process opens a file once, by whatever name", async () => {
  await using bench = new Workbench();
  await bench.open();
  symlinkSync(bench.path(), bench.path("link.db"));
  await expect(SqliteStore.open(bench.path())).rejects.toMatchObject({ code: "in-use" });
  await expect(SqliteStore.open(bench.path("link.db"))).rejects.toMatchObject({ code: "in-use" });
});

test("Another copy of this code in the same process is refused, though the system's locks do not distinguish them", async () => {
  await using bench = new Workbench();
  const store = await bench.open();
  expect(owned()).toContain(bench.path());
  await store.close();
  expect(owned()).not.toContain(bench.path());
  owned().add(bench.path());
  await expect(SqliteStore.open(bench.path())).rejects.toMatchObject({ code: "in-use" });
  owned().delete(bench.path());
});

test("A store that was closed leaves its file to the next", async () => {
  await using bench = new Workbench();
  const store = await bench.open();
  await store.close();
  await bench.open();
});

describe("an owner whose lock was lost, and that another process has followed,", () => {
  async function followed(bench: Workbench): Promise<{
    readonly store: SqliteStore;
    readonly queue: QueueStore;
    readonly claim: Claim;
    readonly next: OwnerProcess;
  }> {
    const store = await bench.open();
    const queue = await openQueue(store);
    await addAll(queue, ["mine", "more"]);
    const claim = await takeOne(queue);
    // What tar, a checksum or a copy of the folder does: the system drops the locks of this process.
    for (const suffix of ["", "-shm", "-owner"]) readFileSync(bench.path() + suffix);
    const next = await OwnerProcess.start(bench.path(), "own", "open");
    return { store, queue, claim, next };
  }

  test("ends no work, takes none and adds none", async () => {
    await using bench = new Workbench();
    const { queue, claim, next } = await followed(bench);
    await using _ = next;
    const told = { code: "lost-ownership", message: expect.stringContaining(bench.path()) };
    await expect(queue.release(claim, done, 0)).rejects.toMatchObject(told);
    await expect(queue.take(9, 0)).rejects.toMatchObject(told);
    await expect(addAll(queue, ["new"])).rejects.toMatchObject(told);
    await expect(queue.counts(0)).rejects.toMatchObject(told);
  });

  test("leaves what the other one has as it is when it closes", async () => {
    await using bench = new Workbench();
    const { store, next } = await followed(bench);
    await store.close();
    await next.kill();
    const queue = await openQueue(await bench.open());
    expect((await queue.take(9, 0)).map(({ key, crashes }) => [key, crashes])).toEqual([
      ["mine", 1],
      ["more", 0],
    ]);
  });
});

describe("a file that another owner has", () => {
  test("is waited for, and opened as soon as it is left", async () => {
    await using bench = new Workbench();
    const first = await bench.open();
    const clock = new ManualClock();
    const opening = bench.open({ waitMs: 1000, clock });
    for (let turn = 0; turn < 9; turn++) {
      clock.advance(100);
      await setImmediate();
    }
    await first.close();
    clock.advance(100);
    expect(await openQueue(await opening)).toBeDefined();
  });

  test("is waited for no longer than waitMs", async () => {
    await using bench = new Workbench();
    await using owner = await OwnerProcess.start(bench.path(), "own", "open");
    const clock = new ManualClock();
    const opening = expect(bench.open({ waitMs: 1000, clock })).rejects.toMatchObject({
      code: "in-use",
      message: expect.stringContaining(String(owner.pid)),
    });
    while (clock.now() < 1100) {
      await setImmediate();
      clock.advance(20);
    }
    await opening;
  });

  test("is waited for until the signal is aborted", async () => {
    await using bench = new Workbench();
    await bench.open();
    const stop = new AbortController();
    const opening = bench.open({ waitMs: Infinity, signal: stop.signal, clock: new ManualClock() });
    await setImmediate();
    stop.abort(new Error("no longer wanted"));
    await expect(opening).rejects.toThrow("no longer wanted");
  });
});

test.each([
  { driver: "better-sqlite3", open: (): SqliteDatabase => new Database(":memory:") },
  { driver: "node:sqlite", open: (): DatabaseSync => new DatabaseSync(":memory:") },
])("a database of $driver without a file has one store at a time", async ({ open }) => {
  const database = open();
  const store = await SqliteStore.within(database);
  await expect(SqliteStore.within(database)).rejects.toMatchObject({ code: "in-use" });
  await store.close();
  await (await SqliteStore.within(database)).close();
});
