import { setImmediate } from "node:timers/promises";
import {
  checkClause,
  objectStoreClauses,
  storedObjectIndexes,
  storedObjectKey,
  type ObjectStoreHarness,
  type StoredObject,
} from "@workset/contract";
import { Indexer, kubernetesMeta, type KubernetesLike, type ObjectReader } from "@workset/informer";
import { describe, expect, expectTypeOf, test } from "vitest";
import { collectGarbage } from "./collect-garbage.ts";

/** A harness whose stores are indexers. */
function openHarness(freeze: boolean): ObjectStoreHarness {
  return {
    capabilities: ["adds-indexes", "restores"],
    settle: async () => {},
    open: () =>
      new Indexer<StoredObject, "kind" | "tag">(
        { keyOf: storedObjectKey },
        { indexes: storedObjectIndexes, freeze },
      ),
  };
}

for (const freeze of [false, true]) {
  describe(
    freeze ? "An indexer that freezes keeps the contract, too" : "An indexer keeps the contract",
    () => {
      for (const clause of objectStoreClauses) {
        test(clause.title, async () => {
          expect(await checkClause(clause, () => openHarness(freeze))).toBe("kept");
        });
      }
    },
  );
}

const idOf = { keyOf: ({ id }: { id: string }) => id };

interface Pod extends KubernetesLike {
  readonly node: string;
}

test("the names of indexes are known to the types, those that are added included", () => {
  const store = new Indexer(kubernetesMeta, { indexes: { node: ({ node }: Pod) => [node] } });
  expectTypeOf(store).toEqualTypeOf<Indexer<Pod, "node">>();
  expect(store.byIndex("node", "a")).toEqual([]);
  // @ts-expect-error There is no such index.
  expect(() => store.byIndex("uid", "a")).toThrow(new RangeError('there is no index "uid"; there are: node'));
  const more = store.addIndexers({
    uid: ({ metadata }) => (metadata?.uid === undefined ? [] : [metadata.uid]),
  });
  expect(more).toBe(store);
  expect(more.byIndexes({ index: "uid", value: "a" }, { index: "node", value: "b" })).toEqual([]);
  expect(more.indexNames()).toEqual(["node", "uid"]);
  const bare = new Indexer<Pod>(kubernetesMeta);
  // @ts-expect-error It has no index at all.
  expect(() => bare.byIndex("node", "a")).toThrow('there is no index "node"; there are: none');
});

test("an index function may answer with anything that can be walked", () => {
  const letters = function* ({ id }: { id: string }): Generator<string> {
    yield* id;
  };
  const store = new Indexer(idOf, {
    indexes: { letters, parts: ({ id }: { id: string }) => new Set(id.split("-")) },
  });
  store.set({ id: "ab-c" });
  store.set({ id: "b" });
  expect(store.keysByIndex("letters", "b")).toEqual(["ab-c", "b"]);
  expect(store.keysByIndex("parts", "c")).toEqual(["ab-c"]);
});

test("an index function that answers with one text, which would be taken for its letters, is refused", () => {
  const store = new Indexer({ keyOf: (id: string) => id }, { indexes: { self: (id: string) => id } });
  expect(() => store.set("abc")).toThrow(
    new TypeError('the index function "self" must return a list of values, but it returned the string "abc"'),
  );
  expect(store.size).toBe(0);
});

test("an index of restored objects is filled when it is first asked, and no other is", () => {
  let calls = 0;
  const counting = ({ id }: { id: string }): string[] => {
    calls++;
    return [id.slice(0, 1)];
  };
  const store = new Indexer(idOf, { indexes: { counting, same: () => ["all"] } });
  store.restore(["a1", "a2", "b1"].map((id) => [id, () => ({ id })]));
  expect(store.keysByIndex("same", "all")).toEqual(["a1", "a2", "b1"]);
  expect(calls).toBe(0);
  expect(store.keysByIndex("counting", "a")).toEqual(["a1", "a2"]);
  expect(store.keysByIndex("counting", "b")).toEqual(["b1"]);
  expect(calls).toBe(3);
});

test("a restored object that is written over or deleted before anybody asks is never decoded", () => {
  const store = new Indexer(idOf, { indexes: { id: ({ id }: { id: string }) => [id] } });
  let decoded = 0;
  const decode = (): { id: string } => ({ id: String(decoded++) });
  store.restore(["a", "b", "c"].map((id) => [id, decode]));
  store.set({ id: "a" });
  store.delete("b");
  store.addIndexers({ first: ({ id }) => [id.slice(0, 1)] });
  store.replace([{ id: "d" }]);
  expect(store.keysByIndex("id", "d")).toEqual(["d"]);
  expect(decoded).toBe(0);
});

/** The bytes in use once the garbage is gone. */
async function bytesInUse(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    await setImmediate();
    collectGarbage();
  }
  return process.memoryUsage().heapUsed;
}

const megabyte = 2 ** 20;

test("what a snapshot keeps is freed with it", async () => {
  const store = new Indexer<{ id: string; text: string[] }>(idOf);
  const fill = (): void => {
    for (let n = 0; n < 1000; n++) store.set({ id: `${n}`, text: Array.from({ length: 1000 }, () => "") });
  };
  fill();
  const before = await bytesInUse();
  let taken: ObjectReader<{ id: string }> | undefined = store.snapshot();
  fill();
  expect((await bytesInUse()) - before).toBeGreaterThan(6 * megabyte);
  expect(taken.size).toBe(1000);
  taken = undefined;
  expect((await bytesInUse()) - before).toBeLessThan(2 * megabyte);
  fill();
  expect((await bytesInUse()) - before).toBeLessThan(2 * megabyte);
});

test("a snapshot that is kept does not grow with what comes and goes after it", async () => {
  const store = new Indexer<{ id: string }>(idOf);
  store.set({ id: "first" });
  const taken = store.snapshot();
  const before = await bytesInUse();
  for (let n = 0; n < 50_000; n++) {
    store.set({ id: `deleted-${n}` });
    store.delete(`deleted-${n}`);
    store.replace([{ id: `replaced-${n}` }]);
  }
  expect((await bytesInUse()) - before).toBeLessThan(2 * megabyte);
  expect(taken.keys()).toEqual(["first"]);
});

test("taking a snapshot before each write costs no more than the writes", () => {
  const store = new Indexer<{ id: string }>(idOf);
  const taken: ObjectReader<{ id: string }>[] = [];
  for (let n = 0; n < 20_000; n++) {
    taken.push(store.snapshot());
    store.set({ id: `${n % 100}` });
  }
  expect(taken[0]!.size).toBe(0);
  expect(taken[50]!.keys()).toHaveLength(50);
  expect(taken.at(-1)!.keys()).toHaveLength(100);
});
