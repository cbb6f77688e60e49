import { ManualClock } from "@workset/clock";
import { compareVersions, Indexer } from "@workset/informer";
import { MutationCache, type MutationCacheOptions } from "@workset/informer/client-go";
import { describe, expect, test } from "vitest";

interface Pod {
  readonly name: string;
  readonly version: string;
  readonly node: string;
}

const meta = { keyOf: ({ name }: Pod) => name, versionOf: ({ version }: Pod) => version };
const pod = (name: string, version: number, node = "n"): Pod => ({ name, version: String(version), node });

function open(options: MutationCacheOptions = {}) {
  const clock = new ManualClock();
  const store = new Indexer(meta, { indexes: { node: ({ node }: Pod) => [node] } });
  const cache = new MutationCache(store, meta, { clock, ...options });
  return { clock, store, cache };
}

const gone = (last: Pod, finalStateUnknown = false) => ({ key: last.name, last, finalStateUnknown });

describe("A mutation cache", () => {
  test("gives what was written, until the cache has caught up", () => {
    const { store, cache } = open();
    store.set(pod("a", 9));
    expect(cache.getByKey("a")).toEqual(pod("a", 9));
    cache.mutated(pod("a", 10));
    expect(cache.getByKey("a")).toEqual(pod("a", 10));
    expect(cache.get(pod("a", 1))).toEqual(pod("a", 10));
    store.set(pod("a", 11));
    expect(cache.getByKey("a")).toEqual(pod("a", 11));
  });

  test("does not go back, whatever comes late", () => {
    const { store, cache } = open();
    store.set(pod("a", 9));
    cache.mutated(pod("a", 8, "late"));
    expect(cache.getByKey("a")).toEqual(pod("a", 9));
    cache.mutated(pod("a", 12));
    cache.mutated(pod("a", 11, "late"));
    expect(cache.getByKey("a")).toEqual(pod("a", 12));
  });

  test("knows nothing of an object that the cache does not have, unless it is to include what was added", () => {
    for (const includeAdds of [false, true]) {
      const { cache } = open({ includeAdds });
      cache.mutated(pod("a", 1));
      expect(cache.getByKey("a")).toEqual(includeAdds ? pod("a", 1) : undefined);
      expect(cache.byIndex("node", "n")).toEqual(includeAdds ? [pod("a", 1)] : []);
      expect(cache.getByKey("b")).toBeUndefined();
    }
  });

  test("finds by index what was written: what got the value, and not what lost it", () => {
    const { store, cache } = open();
    store.replace([pod("a", 1, "x"), pod("b", 2, "x"), pod("c", 3, "y")]);
    cache.mutated(pod("a", 4, "y"));
    cache.mutated(pod("c", 5, "x"));
    expect(cache.byIndex("node", "x")).toEqual([pod("b", 2, "x"), pod("c", 5, "x")]);
    expect(cache.byIndex("node", "y")).toEqual([pod("a", 4, "y")]);
    expect(() => cache.byIndex("colour" as "node", "x")).toThrow(RangeError);
  });

  test("forgets a write after its time", () => {
    const { store, cache, clock } = open({ ttlMs: 1000 });
    store.set(pod("a", 1));
    cache.mutated(pod("a", 2));
    clock.advance(999);
    expect(cache.getByKey("a")).toEqual(pod("a", 2));
    clock.advance(1);
    expect(cache.getByKey("a")).toEqual(pod("a", 1));
  });

  test("remembers a write for five minutes by default", () => {
    const { store, cache, clock } = open();
    store.set(pod("a", 1));
    cache.mutated(pod("a", 2));
    clock.advance(300_000 - 1);
    expect(cache.getByKey("a")).toEqual(pod("a", 2));
    clock.advance(1);
    expect(cache.getByKey("a")).toEqual(pod("a", 1));
  });

  test("remembers a limited number of writes: the oldest goes", () => {
    for (const [options, most] of [
      [{ maxObjects: 2 }, 2],
      [{}, 100],
    ] as const) {
      const { cache } = open({ includeAdds: true, ...options });
      for (let n = 0; n <= most; n++) cache.mutated(pod(`p${n}`, n + 1));
      expect(cache.getByKey("p0")).toBeUndefined();
      expect(cache.byIndex("node", "n")).toHaveLength(most);
    }
  });

  test("frees a write as soon as the cache shows it, if its handler is added", () => {
    const { store, cache } = open({ maxObjects: 2 });
    store.replace([pod("a", 1), pod("b", 1), pod("c", 1)]);
    cache.mutated(pod("a", 2));
    cache.mutated(pod("b", 2));
    store.set(pod("b", 2));
    cache.handler.onUpdate(pod("b", 1), pod("b", 2));
    cache.mutated(pod("c", 2));
    expect(["a", "b", "c"].map((key) => cache.getByKey(key)?.version)).toEqual(["2", "2", "2"]);
  });

  test("gives no room to what the cache knows better", () => {
    const { store, cache } = open({ maxObjects: 1 });
    store.replace([pod("a", 1), pod("b", 5)]);
    cache.mutated(pod("a", 2));
    cache.mutated(pod("b", 4));
    expect(cache.getByKey("a")).toEqual(pod("a", 2));
  });

  test("keeps a write that is newer than what the handler receives", () => {
    const { store, cache } = open();
    store.set(pod("a", 1));
    cache.mutated(pod("a", 5));
    store.set(pod("a", 3));
    cache.handler.onAdd(pod("a", 3), false);
    expect(cache.getByKey("a")).toEqual(pod("a", 5));
  });
});

describe("A deletion", () => {
  test("ends what was written before it", () => {
    const { cache } = open({ includeAdds: true });
    cache.mutated(pod("a", 5));
    cache.handler.onDelete(gone(pod("a", 6)));
    expect(cache.getByKey("a")).toBeUndefined();
  });

  test("is not undone by the late answer to an older write", () => {
    const { cache, clock } = open({ includeAdds: true, ttlMs: 1000 });
    cache.handler.onDelete(gone(pod("a", 6)));
    cache.mutated(pod("a", 5));
    expect(cache.getByKey("a")).toBeUndefined();
    clock.advance(1000);
    cache.mutated(pod("a", 5));
    expect(cache.getByKey("a")).toEqual(pod("a", 5));
  });

  test("leaves what was written after it", () => {
    const { cache } = open({ includeAdds: true });
    cache.mutated(pod("a", 8));
    cache.handler.onDelete(gone(pod("a", 6)));
    expect(cache.getByKey("a")).toEqual(pod("a", 8));
    cache.handler.onDelete(gone(pod("b", 6)));
    cache.mutated(pod("b", 7));
    expect(cache.getByKey("b")).toEqual(pod("b", 7));
  });

  test("that was missed ends a write, as the last state may be an old one", () => {
    for (const deletion of [
      gone(pod("a", 3), true),
      { key: "a", last: undefined, finalStateUnknown: true },
    ]) {
      const { cache } = open({ includeAdds: true });
      cache.mutated(pod("a", 5));
      cache.handler.onDelete(deletion);
      expect(cache.getByKey("a")).toBeUndefined();
      cache.mutated(pod("a", 5));
      expect(cache.getByKey("a")).toBeUndefined();
      cache.mutated(pod("a", 6));
      expect(cache.getByKey("a")).toEqual(pod("a", 6));
    }
  });

  test("of an object of which nothing was written or seen leaves nothing behind", () => {
    const { cache } = open({ includeAdds: true });
    cache.handler.onDelete({ key: "a", last: undefined, finalStateUnknown: true });
    cache.mutated(pod("a", 1));
    expect(cache.getByKey("a")).toEqual(pod("a", 1));
  });
});

describe("Versions", () => {
  test.each([
    ["9", "10", -1],
    ["10", "10", 0],
    ["010", "10", 0],
    ["0", "000", 0],
    ["11", "10", 1],
    ["18446744073709551616", "18446744073709551615", 1],
    ["9007199254740992", "9007199254740993", -1],
  ])("%s and %s compare as numbers", (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign);
    expect(Math.sign(compareVersions(b, a)) + sign).toBe(0);
  });

  test("that are no whole decimal numbers are refused with what to do", () => {
    for (const version of ["", "1.5", "-1", "v1", "1e3"]) {
      expect(() => compareVersions("1", version)).toThrow(RangeError);
      expect(() => compareVersions(version, "1")).toThrow("give a compare function");
    }
  });

  test("of another kind are compared by a function of their own", () => {
    const { store, cache } = open({ compare: (a, b) => a.length - b.length });
    store.set({ ...pod("a", 1), version: "x" });
    cache.mutated({ ...pod("a", 1, "m"), version: "xx" });
    expect(cache.getByKey("a")?.node).toBe("m");
  });
});

test("options that make no sense are refused by name", () => {
  expect(() => open({ ttlMs: NaN })).toThrow("ttlMs must be a number");
  for (const maxObjects of [0, 1.5, NaN]) {
    expect(() => open({ maxObjects })).toThrow(
      `maxObjects must be a whole number of at least 1, but it is ${maxObjects}`,
    );
  }
});
