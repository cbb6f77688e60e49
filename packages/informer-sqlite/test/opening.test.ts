import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { openInformerCache } from "@workset/informer-sqlite";
import { expect, test } from "vitest";
import { Bench, held, set } from "./bench.ts";

test("Caches of one file know nothing of each other", async () => {
  using bench = new Bench();
  {
    await using pods = await openInformerCache<string>(bench.path(), { name: "pods" });
    await using nodes = await openInformerCache<string>(bench.path(), { name: "nodes" });
    await Promise.all([pods.save([set("a", "pod")], "1"), nodes.save([set("a", "node")], "2")]);
    await pods.save([{ type: "deleted", key: "a" }], "3");
  }
  await using pods = await openInformerCache<string>(bench.path(), { name: "pods" });
  await using nodes = await openInformerCache<string>(bench.path(), { name: "nodes" });
  await using other = await openInformerCache<string>(bench.path(), { name: "it's another" });
  expect(held(pods)).toEqual({ version: "3", objects: [] });
  expect(held(nodes)).toEqual({ version: "2", objects: [["a", "node"]] });
  expect(held(other)).toEqual({ version: undefined, objects: [] });
});

test("A cache is open once at a time, whichever way its file is named", async () => {
  using bench = new Bench();
  await using _ = await openInformerCache(bench.path());
  symlinkSync(bench.path(), bench.path("link.db"));
  for (const path of [bench.path(), bench.path("link.db")]) {
    await expect(openInformerCache(path)).rejects.toMatchObject({ code: "in-use" });
  }
  await using other = await openInformerCache(bench.path("link.db"), { name: "other" });
  expect(held(other).version).toBeUndefined();
});

test("The file of another living process is refused; when that was killed, its cache is open at once", async () => {
  using bench = new Bench();
  const program = fileURLToPath(new URL("owner-process.ts", import.meta.url));
  const args = ["--conditions=source", program, bench.path()];
  const owner = spawn(execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  await once(owner.stdout, "data");
  owner.kill("SIGSTOP");
  await expect(openInformerCache(bench.path())).rejects.toMatchObject({ code: "in-use" });
  owner.kill("SIGKILL");
  await once(owner, "exit");
  await using cache = await openInformerCache(bench.path());
  expect(held(cache)).toEqual({ version: "1", objects: [["a", "1"]] });
});

test("A file of a newer version is refused, and left as it is", async () => {
  using bench = new Bench();
  await (await openInformerCache(bench.path()))[Symbol.asyncDispose]();
  const database = new Database(bench.path());
  database.exec("UPDATE workset_meta SET value = 2 WHERE name = 'version'");
  database.close();
  const before = readFileSync(bench.path());
  const opening = openInformerCache(bench.path());
  await expect(opening).rejects.toMatchObject({ code: "newer", message: /of version 2, .* up to 1/ });
  expect(readFileSync(bench.path()).equals(before)).toBe(true);
});

test("A file that holds something else is refused, and left as it is", async () => {
  using bench = new Bench();
  const database = new Database(bench.path("mine.db"));
  database.exec("CREATE TABLE mine (x)");
  database.close();
  writeFileSync(bench.path("text.db"), "dear diary, ".repeat(1000));
  for (const path of [bench.path("mine.db"), bench.path("text.db")]) {
    const before = readFileSync(path);
    await expect(openInformerCache(path)).rejects.toMatchObject({ code: "not-a-store" });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(existsSync(`${path}-wal`)).toBe(false);
  }
});

test("A damaged file is set aside and told of, and the cache starts empty", async () => {
  using bench = new Bench();
  await damaged(bench.path());
  const told: Error[] = [];
  {
    await using cache = await openInformerCache<string>(bench.path(), {
      onDamaged: (error) => told.push(error),
    });
    expect(told.map(({ message }) => message)).toEqual([expect.stringContaining("cache.db-damaged")]);
    expect(held(cache)).toEqual({ version: undefined, objects: [] });
    await cache.save([set("a", "1")], "1");
  }
  expect(existsSync(bench.path("cache.db-damaged"))).toBe(true);
  await using cache = await openInformerCache<string>(bench.path());
  expect(held(cache)).toEqual({ version: "1", objects: [["a", "1"]] });
  expect(told).toHaveLength(1);
});

test("A damaged file of which another cache is open is refused", async () => {
  using bench = new Bench();
  await damaged(bench.path(), 80_000);
  await using _ = await openInformerCache(bench.path(), { name: "other" });
  await expect(openInformerCache(bench.path())).rejects.toMatchObject({ code: "corrupt" });
});

test("A large file that ended uncleanly is not read twice: damage shows when its objects are read", async () => {
  using bench = new Bench();
  await damaged(bench.path(), 80_000);
  const told: Error[] = [];
  await using cache = await openInformerCache(bench.path(), { onDamaged: (error) => told.push(error) });
  expect(told).toHaveLength(1);
  expect(held(cache).version).toBeUndefined();
});

test("An option that makes no sense is refused, and named", async () => {
  using bench = new Bench();
  await expect(openInformerCache(":memory:")).rejects.toThrow(/path must name a file, but it is ":memory:"/);
  await expect(openInformerCache(bench.path("no/cache.db"))).rejects.toThrow(
    /the folder of .* does not exist/,
  );
  const durability = "full" as "power-loss";
  await expect(openInformerCache(bench.path(), { durability })).rejects.toThrow(/durability .* is "full"/);
  await using _ = await openInformerCache(bench.path());
  const other = openInformerCache(bench.path(), { name: "other", durability: "process-crash" });
  await expect(other).rejects.toThrow(/durability must be "power-loss"/);
});

/** Makes a file whose table of objects is damaged in the middle; it may be large enough not to be checked whole. */
async function damaged(path: string, objects = 1000): Promise<void> {
  const cache = await openInformerCache<string>(path);
  const text = "x".repeat(900);
  await cache.save(
    Array.from({ length: objects }, (_, n) => set(`${n}`, text)),
    "1",
  );
  await cache[Symbol.asyncDispose]();
  const bytes = readFileSync(path);
  bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 64 * 1024);
  writeFileSync(path, bytes);
}
