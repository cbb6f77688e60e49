import { setImmediate } from "node:timers/promises";
import { applicable, cacheClauses, checkClause, makeCacheHarness, type CachedItem } from "@workset/contract";
import { MemoryPersistence } from "@workset/informer";
import { describe, expect, test } from "vitest";

function harness(): ReturnType<typeof makeCacheHarness> {
  let last: MemoryPersistence<CachedItem> | undefined;
  return makeCacheHarness({
    open: () => (last = new MemoryPersistence<CachedItem>(last)),
    settle: () => setImmediate(),
    crash: (cache) => cache.crash(),
  });
}

const { held, skipped } = applicable(cacheClauses, harness().capabilities);

describe("A cache in memory keeps the contract", () => {
  for (const clause of held) test(clause.title, () => checkClause(clause, harness));
});

test("there is nothing in the contract that a cache in memory is not held to", () => {
  expect(skipped).toEqual([]);
});

test("a cache that is open has no successor", async () => {
  const cache = new MemoryPersistence<string>();
  expect(() => new MemoryPersistence(cache)).toThrow(/dispose of it or crash it first/);
  cache.crash();
  await using next = new MemoryPersistence(cache);
  await next.save([{ type: "updated", key: "a", object: "1" }], "1");
  expect([next.version, next.objects.get("a"), next.saves]).toEqual(["1", "1", 1]);
});

test("saves fail the given number of times, and change nothing", async () => {
  await using cache = new MemoryPersistence<string>();
  cache.failNext(new Error("the disk is full"), 2);
  for (let time = 0; time < 2; time++) await expect(cache.save([], "1")).rejects.toThrow("the disk is full");
  expect(cache.version).toBeUndefined();
  await cache.save([], "1");
  expect(cache.version).toBe("1");
});
