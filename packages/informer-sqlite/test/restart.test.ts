import { pollingListWatch } from "@workset/informer";
import { expect, test } from "vitest";
import { Bench, set } from "./bench.ts";
import { openInformerCache } from "../src/index.ts";
import { Life, lists, meta, thing, world, type Thing } from "./life.ts";

test("An informer that is started again watches from where it left off, and lists nothing", async () => {
  using bench = new Bench();
  const source = world("ab");
  {
    await using life = await Life.begin(bench.path(), source);
    await life.settle();
    source.add(thing("c", 1));
    await life.settle();
  }
  expect(lists(source)).toBe(1);
  source.add(thing("d", 1));
  await using life = await Life.begin(bench.path(), source);
  await life.settle();
  expect(lists(source)).toBe(1);
  expect(life.diary.told).toEqual(["add a1", "add b1", "add c1", "add d1"]);
  expect(life.informer.lastVersion).toBe(source.version);
});

test("The cache is served at once, and has synced when the source has answered", async () => {
  using bench = new Bench();
  const source = world("ab");
  {
    await using life = await Life.begin(bench.path(), source);
    await life.settle();
  }
  const held = source.hold("watch");
  await using life = await Life.begin(bench.path(), source);
  expect(life.informer.cache.getByKey("a")).toMatchObject({ name: "a", state: 1 });
  await life.settle();
  expect([life.informer.cache.size, life.informer.hasSynced]).toEqual([2, false]);
  expect(life.diary.told).toEqual(["add a1", "add b1"]);
  held[Symbol.dispose]();
  await life.settle();
  expect(life.informer.hasSynced).toBe(true);
  expect(life.diary.told).toHaveLength(2);
});

test("What was deleted meanwhile is told as a delete, what changed as an update with the object of then", async () => {
  using bench = new Bench();
  const source = world("abc");
  {
    await using life = await Life.begin(bench.path(), source);
    await life.settle();
  }
  source.delete("a");
  source.modify(thing("b", 2));
  source.modify(thing("b", 3));
  await using life = await Life.begin(bench.path(), source);
  await life.settle();
  expect(life.diary.told.slice(3)).toEqual(["delete a1", "update b1 to 2", "update b2 to 3"]);
  expect(lists(source)).toBe(1);
});

test("A version that has expired costs one list, and what is gone is told with its last known state", async () => {
  using bench = new Bench();
  const source = world("abc");
  {
    await using life = await Life.begin(bench.path(), source);
    await life.settle();
  }
  source.delete("a");
  source.modify(thing("b", 2));
  source.add(thing("d", 1));
  source.compact();
  {
    await using life = await Life.begin(bench.path(), source);
    await life.settle();
    expect(life.diary.told.slice(3)).toEqual(["delete a1, final state unknown", "update b1 to 2", "add d1"]);
    expect(lists(source)).toBe(2);
  }
  await using life = await Life.begin(bench.path(), source);
  await life.settle();
  expect(lists(source)).toBe(2);
  expect(life.diary.told).toEqual(["add b2", "add c1", "add d1"]);
});

test("After a kill the cache is what was saved last, and what came since is told again", async () => {
  using bench = new Bench();
  const source = world("ab");
  await using first = await Life.begin(bench.path(), source);
  await first.save();
  source.modify(thing("a", 2));
  await first.settle();
  await using life = await Life.begin(first.kill(bench), source);
  await life.settle();
  expect(life.diary.told).toEqual(["add a1", "add b1", "update a1 to 2"]);
  expect(lists(source)).toBe(1);
});

test("A delete leaves the file only after the promise of every handler for it has resolved", async () => {
  using bench = new Bench();
  const source = world("ab");
  await using first = await Life.begin(bench.path(), source, 2);
  await first.save();
  const { promise, resolve } = Promise.withResolvers<void>();
  first.diaries[1]!.answer = () => promise;
  source.delete("a");
  source.modify(thing("b", 2));
  await first.save();
  {
    await using life = await Life.begin(first.kill(bench), source, 2);
    await life.settle();
    expect(life.diaries[1]!.told).toEqual(["add a1", "add b1", "delete a1", "update b1 to 2"]);
  }
  resolve();
  await first.save();
  await using life = await Life.begin(first.kill(bench), source, 2);
  await life.settle();
  expect(life.diaries[1]!.told).toEqual(["add b2"]);
});

test("What a handler heard of right before the kill is told as deleted, though no list ever shows it again", async () => {
  using bench = new Bench();
  const source = world("a");
  await using first = await Life.begin(bench.path(), source);
  await first.save();
  source.add(thing("b", 1));
  await first.settle();
  expect(first.diary.told).toEqual(["add a1", "add b1"]);
  const left = first.kill(bench);
  source.delete("b");
  source.compact();
  await using life = await Life.begin(left, source);
  await life.settle();
  expect(life.diary.told).toEqual(["add a1", "delete bundefined, final state unknown"]);
  await life.save();
  await using next = await Life.begin(life.kill(bench), source);
  await next.settle();
  expect(next.diary.told).toEqual(["add a1"]);
});

test("What a handler heard of right before the kill is no delete when it is still there, or the watch tells of it", async () => {
  using bench = new Bench();
  const source = world("a");
  await using first = await Life.begin(bench.path(), source);
  await first.save();
  source.add(thing("b", 1));
  await first.settle();
  const left = first.kill(bench);
  await using watching = await Life.begin(left, source);
  await watching.settle();
  expect(watching.diary.told).toEqual(["add a1", "add b1"]);
  source.compact();
  await using listing = await Life.begin(watching.kill(bench), source);
  await listing.settle();
  expect(listing.diary.told).toEqual(["add a1", "add b1"]);
});

test("What waited for a handler when it was stopped is told when it is started again", async () => {
  using bench = new Bench();
  const source = world("ab");
  {
    await using life = await Life.begin(bench.path(), source);
    await life.save();
    const { promise, resolve } = Promise.withResolvers<void>();
    life.diary.answer = () => promise;
    source.delete("a");
    await life.settle();
    source.delete("b");
    await life.settle();
    expect(life.diary.told.at(-1)).toBe("delete a1");
    const stopped = life.informer.stop();
    resolve();
    await stopped;
  }
  await using life = await Life.begin(bench.path(), source);
  await life.settle();
  expect(life.diary.told.slice(-1)).toEqual(["delete b1"]);
});

test("What an idle source says of its version is saved, so that the next start does not find it expired", async () => {
  using bench = new Bench();
  const source = world("a");
  await using first = await Life.begin(bench.path(), source);
  await first.save();
  source.add(thing("b", 1), { dropped: true });
  source.delete("b", { dropped: true });
  source.bookmark();
  await first.save();
  source.compact();
  await using life = await Life.begin(first.kill(bench), source);
  await life.settle();
  expect(lists(source)).toBe(1);
});

test("A source whose versions are its own costs a list at each start, and nothing is told twice or missed", async () => {
  using bench = new Bench();
  const things = new Map([thing("a", 1), thing("b", 1)].map((thing) => [thing.name, thing]));
  const polled = async (): Promise<Thing[]> =>
    Array.from(things.values(), (thing) => ({ ...thing, version: `${thing.state}` }));
  {
    const source = pollingListWatch({ list: polled, everyMs: 1000, meta });
    await using life = await Life.begin(bench.path(), source);
    await life.settle();
    expect(life.diary.told).toEqual(["add a1", "add b1"]);
  }
  things.delete("a");
  things.set("b", thing("b", 2));
  await using life = await Life.begin(bench.path(), pollingListWatch({ list: polled, everyMs: 1000, meta }));
  await life.settle();
  expect(life.diary.told.slice(2)).toEqual(["delete a1, final state unknown", "update b1 to 2"]);
});

test("A large save that was cut short leaves no version: everything is served, and the source is listed", async () => {
  using bench = new Bench();
  const source = world("a");
  {
    await using cache = await openInformerCache<Thing>(bench.path());
    await cache.save([set("a", { ...thing("a", 1), version: "1" })], source.version);
    const many = Array.from({ length: 5000 }, (_, n) => set(`${n}`, { ...thing(`${n}`, 1), version: "1" }));
    await expect(cache.save([...many, set("b", 1n as unknown as Thing)], "9")).rejects.toThrow(/BigInt/);
  }
  await using life = await Life.begin(bench.path(), source);
  expect(life.informer.cache.size).toBeGreaterThan(1);
  await life.settle();
  expect(lists(source)).toBe(1);
  expect(life.informer.cache.keys()).toEqual(["a"]);
  expect(life.diary.told.filter((what) => what.startsWith("delete"))).toHaveLength(5000);
});

test("A save that fails is reported, and stops neither cache nor handlers", async () => {
  using bench = new Bench();
  const source = world("a");
  await using life = await Life.begin(bench.path(), source);
  await life.save();
  source.add({ ...thing("b", 1), state: 1n as unknown as number });
  source.add(thing("c", 1));
  await life.save();
  expect(life.errors.map(String)).toContainEqual(expect.stringContaining("BigInt"));
  expect(life.diary.told).toEqual(["add a1", "add b1", "add c1"]);
  source.modify(thing("b", 2));
  await life.save();
  await using next = await Life.begin(life.kill(bench), source);
  await next.settle();
  expect(next.diary.told).toEqual(["add a1", "add b2", "add c1"]);
});
