import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import {
  FakeSource,
  filterSource,
  rendezvous,
  SharedInformer,
  shardSource,
  ShardedInformer,
  SourceError,
  type EventHandler,
  type ListWatch,
} from "../src/index.ts";

interface Thing {
  readonly name: string;
  readonly group: string;
  readonly version: string;
}

const meta = { keyOf: ({ name }: Thing): string => name, versionOf: ({ version }: Thing): string => version };

async function settle(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await setImmediate();
}

function newSource(): FakeSource<Thing> {
  return new FakeSource<Thing>({ meta, stamp: (thing, version) => ({ ...thing, version }) });
}

/** What a handler heard, in words, and what that comes to. */
function recorder(): EventHandler<Thing> & { heard: string[]; readonly view: Map<string, string> } {
  const view = new Map<string, string>();
  const recording = {
    heard: [] as string[],
    view,
    onAdd({ name, version }: Thing) {
      recording.heard.push(`${view.has(name) ? "double " : ""}add ${name}`);
      view.set(name, version);
    },
    onUpdate(before: Thing, { name, version }: Thing) {
      recording.heard.push(`${view.get(name) === before.version ? "" : "wrong "}update ${name}`);
      view.set(name, version);
    },
    onDelete({ key }: { key: string }) {
      recording.heard.push(`${view.delete(key) ? "" : "wrong "}delete ${key}`);
    },
  };
  return recording;
}

const inGroup =
  (group: string) =>
  (thing: Thing): boolean =>
    thing.group === group;

describe("A shard that fails", () => {
  async function withForbidden(isOptional?: (shard: string) => boolean) {
    const [open, closed] = [newSource(), newSource()];
    open.add({ name: "a", group: "x", version: "" });
    closed.add({ name: "b", group: "y", version: "" });
    closed.failNextList(new SourceError("other", "403: forbidden"), 5);
    const clock = new ManualClock();
    const failures: string[] = [];
    const informer = new ShardedInformer<Thing>({
      name: "things",
      shards: new Map([
        ["open", open],
        ["closed", closed],
      ]),
      meta,
      clock,
      onError: (_, { informer: name }) => void failures.push(name),
      ...(isOptional && { isOptional }),
    });
    const handler = recorder();
    informer.addHandler(handler);
    await informer.start();
    await settle();
    return { informer, handler, failures, clock };
  }

  test("is named in failures and in the status, and the informer waits for it", async () => {
    const { informer, failures } = await withForbidden();
    expect([informer.hasSynced, failures]).toEqual([false, ["things/closed"]]);
    expect(informer.trouble).toMatchObject({ during: "list", count: 1 });
    expect(informer.status).toMatchObject({
      ready: false,
      reason: expect.stringMatching(/^has not synced; shard closed has not synced: list failed once .*403/),
    });
    await informer.stop();
  });

  test("is not waited for when it is optional, and adds its objects when it answers", async () => {
    const { informer, handler, clock } = await withForbidden((shard) => shard === "closed");
    expect([informer.hasSynced, handler.heard]).toEqual([true, ["add a"]]);
    expect(informer.status).toMatchObject({
      state: "running",
      ready: true,
      reason: expect.stringMatching(/^shard closed has not synced: list failed/),
    });
    for (let time = 0; time < 5; time++) {
      clock.advance(60_000);
      await settle();
    }
    expect(handler.heard).toEqual(["add a", "add b"]);
    clock.advance(1_000);
    expect(informer.status).toEqual({ state: "running", healthy: true, ready: true });
    await informer.stop();
  });

  test("makes the informer unready again when it fails later for too long, unless it is optional", async () => {
    const source = newSource();
    const clock = new ManualClock();
    const shards = new Map([["only", source]]);
    const options = { name: "things", shards, meta, clock, onError: () => {}, unreadyAfterMs: 60_000 };
    for (const isOptional of [false, true]) {
      const informer = new ShardedInformer<Thing>({ ...options, isOptional: () => isOptional });
      await informer.start();
      await settle();
      source.failNextList(new SourceError("other", "403: forbidden"), 100);
      source.failNextWatch(new SourceError("other", "403: forbidden"), 100);
      source.breakWatches(new SourceError("other", "gone"));
      await settle();
      for (let time = 0; time < 3; time++) {
        clock.advance(60_000);
        await settle();
      }
      expect(informer.status.ready).toBe(isOptional);
      await informer.stop();
    }
  });
});

describe("A sharded informer", () => {
  test("is the union of its shards: one cache, one index, each object delivered once", async () => {
    const source = newSource();
    for (const name of ["a", "b", "c"]) source.add({ name, group: name === "c" ? "y" : "x", version: "" });
    await using informer = new ShardedInformer<Thing, "group">({
      shards: new Map(["x", "y"].map((group) => [group, filterSource(source, inGroup(group))])),
      meta,
      indexes: { group: ({ group }) => [group] },
      clock: new ManualClock(),
    });
    const handler = recorder();
    const registration = informer.addHandler(handler);
    expect(informer.hasSynced).toBe(false);
    await informer.start();
    await informer.synced();
    await registration.synced();
    expect(informer.cache.keys().toSorted()).toEqual(["a", "b", "c"]);
    expect(informer.cache.keysByIndex("group", "x")).toEqual(["a", "b"]);
    source.set({ name: "a", group: "x", version: "" });
    source.delete("c");
    await settle();
    expect(handler.heard.toSorted()).toEqual(["add a", "add b", "add c", "delete c", "update a"]);
    const late = recorder();
    informer.addHandler(late);
    await settle();
    expect(late.heard).toEqual(["add a", "add b"]);
  });

  test("delivers nothing when its objects move between shards, with more shards or fewer", async () => {
    const source = newSource();
    for (let n = 0; n < 50; n++) source.add({ name: `n${n}`, group: "x", version: "" });
    await using informer = new ShardedInformer<Thing>({
      shards: shardSource(source, ["one", "two"], meta),
      meta,
      clock: new ManualClock(),
    });
    const handler = recorder();
    informer.addHandler(handler);
    await informer.start();
    await informer.synced();
    await settle();
    handler.heard = [];
    await informer.reshard(shardSource(source, ["one", "two", "three"], meta));
    await informer.reshard(shardSource(source, ["three"], meta));
    await settle();
    expect([handler.heard, informer.shards, source.openWatches]).toEqual([[], ["three"], 1]);
    source.set({ name: "n7", group: "y", version: "" });
    source.delete("n8");
    await settle();
    expect(handler.heard).toEqual(["update n7", "delete n8"]);
    expect(informer.cache.size).toBe(49);
  });

  test("passes an object on when its shard loses it, and deletes what no other has", async () => {
    const [first, second] = [newSource(), newSource()];
    first.add({ name: "both", group: "x", version: "" });
    first.add({ name: "mine", group: "x", version: "" });
    second.add({ name: "other", group: "x", version: "" });
    second.add({ name: "both", group: "x", version: "" });
    await using informer = new ShardedInformer<Thing>({
      shards: new Map<string, ListWatch<Thing>>([["first", first]]),
      meta,
      clock: new ManualClock(),
    });
    const handler = recorder();
    informer.addHandler(handler);
    await informer.start();
    await informer.synced();
    informer.addShard("second", second);
    expect(() => informer.addShard("second", second)).toThrow('there is a shard "second" already');
    await settle();
    expect(handler.heard).toEqual(["add both", "add mine", "add other"]);
    await informer.removeShard("first");
    await informer.removeShard("first");
    expect(handler.heard.slice(3)).toEqual(["update both", "delete mine"]);
    expect(handler.view).toEqual(
      new Map([
        ["both", "2"],
        ["other", "1"],
      ]),
    );
    expect([first.openWatches, second.openWatches]).toEqual([0, 1]);
  });

  test("delivers the changes of one shard completely before those of another", async () => {
    const [large, small] = [newSource(), newSource()];
    for (let n = 0; n < 4000; n++) large.add({ name: `n${n}`, group: "x", version: "" });
    // The system's clock: only by it is a turn ever so long that the rest of what is told has to wait.
    await using informer = new ShardedInformer<Thing>({
      shards: new Map<string, ListWatch<Thing>>([
        ["large", large],
        ["small", small],
      ]),
      meta,
    });
    const heard: string[] = [];
    const registration = informer.addHandler({
      onAdd: ({ name }) => void heard.push(`add ${name}`),
      onDelete({ key }) {
        if (key === "n0") {
          small.add({ name: "n3999", group: "x", version: "" });
          const busyUntil = performance.now() + 20;
          while (performance.now() < busyUntil);
        }
        heard.push(`delete ${key}`);
      },
    });
    await informer.start();
    await registration.synced();
    expect(heard.splice(0)).toHaveLength(4000);
    await informer.removeShard("large");
    await vi.waitFor(() => expect(heard).toHaveLength(4001));
    expect(heard.slice(-2)).toEqual(["delete n3999", "add n3999"]);
  });

  test("has not synced because one of its shards is removed: the others still have to deliver their lists", async () => {
    const [gone, slow] = [newSource(), newSource()];
    using _ = gone.hold("list");
    const held = slow.hold("list");
    await using informer = new ShardedInformer<Thing>({
      shards: new Map<string, ListWatch<Thing>>([
        ["gone", gone],
        ["slow", slow],
      ]),
      meta,
      clock: new ManualClock(),
    });
    await informer.start();
    await informer.removeShard("gone");
    await settle();
    expect(informer.hasSynced).toBe(false);
    held[Symbol.dispose]();
    await informer.synced();
  });

  test("reports what an index refuses, and goes on with the others when a shard leaves", async () => {
    const [first, second] = [newSource(), newSource()];
    for (const name of ["a", "b", "c"]) first.add({ name, group: "x", version: "" });
    for (const name of ["a", "b"]) second.add({ name, group: "y", version: "" });
    let refuses = false;
    const failures: string[] = [];
    await using informer = new ShardedInformer<Thing, "group">({
      shards: new Map<string, ListWatch<Thing>>([
        ["first", first],
        ["second", second],
      ]),
      meta,
      clock: new ManualClock(),
      indexes: {
        group({ name, group }) {
          if (refuses && name === "a" && group === "y") throw new Error("no");
          return [group];
        },
      },
      onError: (error, { during }) => void failures.push(`${during}: ${(error as Error).message}`),
    });
    await informer.start();
    await informer.synced();
    refuses = true;
    first.modify({ name: "a", group: "y", version: "" });
    await settle();
    expect([failures.splice(0), informer.cache.getByKey("a")?.group]).toEqual([
      ['cache: informer: "a" was skipped: Error: no'],
      "x",
    ]);
    await informer.removeShard("first");
    expect(failures).toEqual(['cache: informer: "a" was skipped: Error: no']);
    expect(informer.cache.keys()).toEqual(["a", "b"]);
    expect(informer.cache.keysByIndex("group", "y")).toEqual(["b"]);
  });

  test("leaves nothing behind when it is stopped", async () => {
    const clock = new ManualClock();
    const source = newSource();
    const informer = new ShardedInformer<Thing>({
      shards: shardSource(source, ["a", "b"], meta),
      meta,
      clock,
      resyncMs: 1000,
    });
    const handler = recorder();
    informer.addHandler(handler);
    await informer.start();
    await settle();
    await informer.stop();
    expect([source.openWatches, clock.pendingTimers, informer.isStopped]).toEqual([0, 0, true]);
    expect(() => informer.addHandler({})).toThrow("was stopped");
    await expect(informer.start()).rejects.toThrow("was stopped");
    source.add({ name: "a", group: "x", version: "" });
    await settle();
    expect(handler.heard).toEqual([]);
  });

  test("ends up with all objects, whatever shards are added and removed while they change", async () => {
    const names = fc.constantFrom("a", "b", "c", "d", "e");
    type Step = (place: { source: FakeSource<Thing>; informer: ShardedInformer<Thing> }) => unknown;
    const steps = fc.array(
      fc.oneof(
        fc.tuple(names, fc.constantFrom("x", "y")).map(
          ([name, group]): Step =>
            ({ source }) =>
              source.set({ name, group, version: "" }),
        ),
        names.map(
          (name): Step =>
            ({ source }) =>
              source.get(name) && source.delete(name),
        ),
        fc.constant<Step>(() => settle()),
        fc.constant<Step>(({ source }) => source.closeWatches()),
        fc.subarray(["p", "q", "r"], { minLength: 1 }).map(
          (shards): Step =>
            ({ informer, source }) =>
              informer.reshard(shardSource(source, shards, meta)),
        ),
      ),
      { maxLength: 40, size: "max" },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const source = newSource();
        source.add({ name: "first", group: "x", version: "" });
        const clock = new ManualClock();
        const informer = new ShardedInformer<Thing>({
          shards: shardSource(source, ["p"], meta),
          meta,
          clock,
        });
        const [fast, slow] = [recorder(), recorder()];
        informer.addHandler(fast);
        informer.addHandler(
          {
            onAdd: async (o) => {
              await setImmediate();
              await slow.onAdd!(o, false);
            },
            onUpdate: async (b, o) => {
              await setImmediate();
              await slow.onUpdate!(b, o);
            },
            onDelete: async (d) => {
              await setImmediate();
              await slow.onDelete!(d);
            },
          },
          { backlog: 1 },
        );
        await informer.start();
        await informer.synced();
        for (const step of script) {
          const done = Promise.resolve(step({ source, informer }));
          let isDone = false;
          const finished = done.finally(() => (isDone = true));
          while (!isDone) {
            await setImmediate();
            clock.advance(1_000);
          }
          await finished;
        }
        for (let round = 0; round < 20; round++) {
          clock.advance(61_000);
          await settle();
        }
        const world = new Map(source.objects.map(({ name, version }) => [name, version]));
        for (const handler of [fast, slow]) {
          expect(handler.view).toEqual(world);
          expect(handler.heard.filter((said) => /double|wrong/.test(said))).toEqual([]);
        }
        expect(new Map(informer.cache.list().map(({ name, version }) => [name, version]))).toEqual(world);
        await informer.stop();
        expect([source.openWatches, clock.pendingTimers]).toEqual([0, 0]);
      }),
      { numRuns: 60 },
    );
  });
});

test("a filterSource source has some of the objects: one that leaves them is gone, one that joins them is new", async () => {
  const source = newSource();
  source.add({ name: "a", group: "x", version: "" });
  source.add({ name: "b", group: "y", version: "" });
  await using informer = new SharedInformer<Thing>({
    source: filterSource(source, inGroup("x")),
    meta,
    clock: new ManualClock(),
  });
  const handler = recorder();
  informer.addHandler(handler);
  await informer.start();
  await informer.synced();
  source.set({ name: "a", group: "y", version: "" });
  source.set({ name: "b", group: "x", version: "" });
  source.add({ name: "c", group: "y", version: "" });
  await settle();
  expect(handler.heard).toEqual(["add a", "delete a", "add b"]);
  expect([informer.cache.keys(), informer.lastVersion]).toEqual([["b"], source.version]);
});

describe("Rendezvous hashing", () => {
  const keys = Array.from({ length: 3000 }, (_, n) => `default/pod-${n}`);

  test("deals keys out about evenly, the same in whatever order the shards are named", () => {
    const shares = new Map<string, number>();
    for (const key of keys) {
      const shard = rendezvous(["a", "b", "c"], key);
      expect(rendezvous(["c", "a", "b"], key)).toBe(shard);
      shares.set(shard, (shares.get(shard) ?? 0) + 1);
    }
    for (const share of shares.values()) expect(Math.abs(share - 1000)).toBeLessThan(150);
  });

  test("moves only the keys that a new shard gets", () => {
    for (const key of keys) {
      const after = rendezvous(["a", "b", "c", "d"], key);
      if (after !== "d") expect(after).toBe(rendezvous(["a", "b", "c"], key));
    }
  });

  test("refuses an empty set of shards", () => {
    expect(() => rendezvous([], "a")).toThrow(RangeError);
  });
});
