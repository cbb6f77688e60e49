import { ManualClock } from "@workset/clock";
import {
  applicable,
  checkClause,
  objectStoreClauses,
  storedObjectIndexes,
  storedObjectKey,
  type StoredObject,
} from "@workset/contract";
import { Indexer } from "@workset/informer";
import { ExpirationCache } from "@workset/informer/client-go";
import { describe, expect, test } from "vitest";

const meta = { keyOf: storedObjectKey };

function open(ttlMs: number): { cache: ExpirationCache<StoredObject, "kind" | "tag">; clock: ManualClock } {
  const clock = new ManualClock();
  const indexer = new Indexer<StoredObject, "kind" | "tag">(meta, { indexes: storedObjectIndexes });
  return { cache: new ExpirationCache(indexer, meta, { ttlMs, clock }), clock };
}

const tagged = (key: string, version = 1): StoredObject => ({ key, version, tags: ["x"] });

describe("A cache whose objects expire keeps the contract until they do", () => {
  for (const clause of applicable(objectStoreClauses, []).held) {
    test(clause.title, async () => {
      const harness = { capabilities: [], settle: async () => {}, open: () => open(1000).cache };
      expect(await checkClause(clause, () => harness)).toBe("kept");
    });
  }
});

test("an object is there until its time is over, and not after", () => {
  const { cache, clock } = open(1000);
  cache.set(tagged("a"));
  clock.advance(999);
  expect(cache.has("a")).toBe(true);
  clock.advance(1);
  expect(cache.has("a")).toBe(false);
});

test("what has expired is gone for every verb, each asked first", () => {
  const verbs: readonly ((cache: ExpirationCache<StoredObject, "kind" | "tag">) => unknown)[] = [
    (cache) => cache.size,
    (cache) => cache.getByKey("a") ?? 0,
    (cache) => cache.get(tagged("a")) ?? 0,
    (cache) => Number(cache.has("a")),
    (cache) => cache.list().length,
    (cache) => cache.keys().length,
    (cache) => cache.byIndex("tag", "x").length,
    (cache) => cache.keysByIndex("tag", "x").length,
    (cache) => cache.byIndexes({ index: "tag", value: "x" }).length,
    (cache) => cache.alike("tag", tagged("b")).length,
    (cache) => cache.indexValues("tag").length,
    (cache) => cache.snapshot().size,
    (cache) => Number(cache.delete("a")),
  ];
  for (const verb of verbs) {
    const { cache, clock } = open(1000);
    cache.set(tagged("a"));
    clock.advance(1000);
    expect(verb(cache), String(verb)).toBe(0);
  }
});

test("an object that is set again stays as long as if it were new, and does not keep the others", () => {
  const { cache, clock } = open(1000);
  cache.set(tagged("a"));
  cache.set(tagged("b"));
  clock.advance(600);
  cache.set(tagged("a", 2));
  clock.advance(600);
  expect(cache.list()).toEqual([tagged("a", 2)]);
  clock.advance(400);
  expect(cache.list()).toEqual([]);
});

test("a replacement gives all its objects their whole time", () => {
  const { cache, clock } = open(1000);
  cache.set(tagged("a"));
  clock.advance(600);
  cache.replace([tagged("a"), tagged("b")]);
  clock.advance(600);
  expect(cache.keys()).toEqual(["a", "b"]);
  clock.advance(400);
  expect(cache.size).toBe(0);
});

test("deleted and set anew, an object has its whole time", () => {
  const { cache, clock } = open(1000);
  cache.set(tagged("a"));
  clock.advance(600);
  cache.delete("a");
  cache.set(tagged("a"));
  clock.advance(600);
  expect(cache.has("a")).toBe(true);
});

test("a snapshot keeps what it has", () => {
  const { cache, clock } = open(1000);
  cache.set(tagged("a"));
  const taken = cache.snapshot();
  clock.advance(5000);
  expect([cache.size, taken.size, taken.has("a")]).toEqual([0, 1, true]);
});

test("what the store below held already expires as of the making of the cache", () => {
  const clock = new ManualClock();
  const indexer = new Indexer<StoredObject>(meta);
  indexer.set(tagged("a"));
  clock.advance(500);
  const cache = new ExpirationCache(indexer, meta, { ttlMs: 1000, clock });
  clock.advance(999);
  expect(cache.size).toBe(1);
  clock.advance(1);
  expect(cache.size).toBe(0);
});

test("with Infinity, zero or less nothing expires", () => {
  for (const ttlMs of [Infinity, 0, -1]) {
    const { cache, clock } = open(ttlMs);
    cache.set(tagged("a"));
    clock.advance(1e12);
    expect(cache.has("a")).toBe(true);
  }
});

test("a time to live that is no number is refused by name", () => {
  expect(() => open(NaN)).toThrow("ttlMs must be a number of milliseconds, but it is NaN");
});

test("an object that is refused does not touch the time of the one that is there", () => {
  const { cache, clock } = open(1000);
  cache.set(tagged("a"));
  clock.advance(600);
  expect(() => cache.set({ ...tagged("a"), refusedBy: "index" })).toThrow("index function");
  clock.advance(400);
  expect(cache.has("a")).toBe(false);
});
