import { jsonCodec, openInformerCache, type ObjectCodec } from "@workset/informer-sqlite";
import { expect, test } from "vitest";
import { Bench, held, set } from "./bench.ts";

test("An object is decoded when it is asked for, and not before", async () => {
  using bench = new Bench();
  let decoded = 0;
  const codec: ObjectCodec<unknown> = {
    ...jsonCodec,
    decode(text) {
      decoded++;
      return jsonCodec.decode(text);
    },
  };
  {
    await using cache = await openInformerCache(bench.path(), { codec });
    await cache.save([set("a", 1), set("b", 2)], "1");
  }
  await using cache = await openInformerCache(bench.path(), { codec });
  const objects = new Map(cache.load().objects);
  expect([...objects.keys()]).toEqual(["a", "b"]);
  expect(decoded).toBe(0);
  expect(objects.get("b")!()).toBe(2);
  expect(decoded).toBe(1);
});

test("A save with something that cannot be kept rejects, naming the key, and changes nothing", async () => {
  using bench = new Bench();
  {
    await using cache = await openInformerCache<unknown>(bench.path());
    await cache.save([set("a", 1)], "1");
    await expect(cache.save([set("a", 2), set("b", () => 3)], "2")).rejects.toThrow(/an object must be JSON/);
    await expect(cache.save([set("a", 2), set("\ud800", 3)], "2")).rejects.toThrow(String.raw`"\ud800"`);
    await expect(cache.save([set("a", 2), set("c", 3n)], "2")).rejects.toThrow(/BigInt/);
  }
  await using cache = await openInformerCache<unknown>(bench.path());
  expect(held(cache)).toEqual({ version: "1", objects: [["a", 1]] });
});

test("A large save lets other things happen meanwhile, and the saves of other caches wait for it", async () => {
  using bench = new Bench();
  await using large = await openInformerCache<number>(bench.path(), { name: "large" });
  await using small = await openInformerCache<number>(bench.path(), { name: "small" });
  const order: string[] = [];
  const changes = Array.from({ length: 5000 }, (_, n) => set(`${n}`, n));
  const saved = large.save(changes, "1").then(() => order.push("large"));
  setImmediate(() => order.push("something else"));
  await small.save([set("a", 1)], "1").then(() => order.push("small"));
  await saved;
  expect(order).toEqual(["something else", "large", "small"]);
});

test("Objects are the same each time, whether they are read alone or in a row, before or after a save", async () => {
  using bench = new Bench();
  const names = Array.from({ length: 250 }, (_, n) => `${n}`);
  {
    await using cache = await openInformerCache<{ name: string }>(bench.path());
    await cache.save(
      names.map((name) => set(name, { name })),
      "1",
    );
  }
  await using cache = await openInformerCache<{ name: string }>(bench.path());
  const objects = new Map(cache.load().objects);
  const alone = objects.get("60")!();
  const row = names.slice(0, 120).map((name) => objects.get(name)!());
  expect(row[60]).toBe(alone);
  await cache.save(
    names.map((name) => set(name, { name: "another" })),
    "2",
  );
  expect(names.map((name) => objects.get(name)!().name)).toEqual(names);
  expect(objects.get("0")!()).toBe(row[0]);
});

test("Objects that were not read before the cache is closed can be read afterwards", async () => {
  using bench = new Bench();
  {
    await using cache = await openInformerCache<string>(bench.path());
    await cache.save([set("a", "1"), set("b", "2")], "1");
  }
  const cache = await openInformerCache<string>(bench.path());
  const objects = new Map(cache.load().objects);
  await cache[Symbol.asyncDispose]();
  expect([objects.get("b")!(), objects.get("a")!()]).toEqual(["2", "1"]);
});

test("What was found is told once", async () => {
  using bench = new Bench();
  await using cache = await openInformerCache(bench.path());
  held(cache);
  expect(() => cache.load()).toThrow(/was loaded before/);
});
