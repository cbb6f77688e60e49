import { symlinkSync } from "node:fs";
import { SqliteStore } from "@workset/store-sqlite";
import { expect, test } from "vitest";
import { OwnerProcess } from "./start-owner.ts";
import { keysOf, openQueue, Workbench } from "./workbench.ts";

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

test("The file of an owner that was killed is open at once, and what it held is first in line", async () => {
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

test("Another copy of this code in the same process is heard, though the system's locks do not tell them apart", async () => {
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
