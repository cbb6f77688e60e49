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

test("A save with something that can not be kept rejects, naming the key, and changes nothing", async () => {
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

test("What was found is told once", async () => {
  using bench = new Bench();
  await using cache = await openInformerCache(bench.path());
  held(cache);
  expect(() => cache.load()).toThrow(/was loaded before/);
});
