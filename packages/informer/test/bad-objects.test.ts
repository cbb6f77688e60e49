import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import { describe, expect, test } from "vitest";
import {
  FakeSource,
  MemoryPersistence,
  SharedInformer,
  type InformerFailure,
  type SharedInformerOptions,
} from "../src/index.ts";

interface Thing {
  readonly name?: string;
  readonly bad?: boolean;
  readonly version: string;
}

/** As an API sends objects: the source has keys of its own, so that an object may come without one. */
const sourceMeta = {
  keyOf: ({ name }: Thing): string => name ?? "nameless",
  versionOf: ({ version }: Thing): string => version,
};
const meta = {
  ...sourceMeta,
  keyOf({ name }: Thing): string {
    if (name === undefined) throw new Error("it has no name");
    return name;
  },
};

const refuseBad = (object: Thing): Thing => {
  if (object.bad) throw new Error("it is bad");
  return object;
};

async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await setImmediate();
}

function setUp(options: Partial<SharedInformerOptions<Thing>> = {}, sendsInitialEvents = false) {
  const clock = new ManualClock();
  const source = new FakeSource<Thing>({
    meta: sourceMeta,
    sendsInitialEvents,
    stamp: (object, version) => ({ ...object, version }),
  });
  const failures: [message: string, key: string | undefined, failure: InformerFailure][] = [];
  const informer = new SharedInformer<Thing>({
    source,
    meta,
    clock,
    transform: refuseBad,
    onError: (error, failure) =>
      void failures.push([String(error), failure.during === "cache" ? failure.key : undefined, failure]),
    ...options,
  });
  return { clock, source, failures, informer };
}

describe.each(["ordered", "per-key"] as const)("with a queue that is %s, a bad object", (queue) => {
  test.each([false, true])(
    "in a list is skipped and reported with its key, and the informer syncs (by watch: %s)",
    async (byWatch) => {
      const { source, failures, informer } = setUp({ queue }, byWatch);
      source.add({ name: "a", version: "" });
      source.add({ version: "" });
      source.add({ name: "b", bad: true, version: "" });
      source.add({ name: "c", version: "" });
      await informer.start();
      await informer.synced();
      await settle();
      expect(informer.cache.keys()).toEqual(["a", "c"]);
      expect(failures.map(([message, key]) => [message, key])).toEqual([
        ["InformerError: informer: an object without a key was skipped: Error: it has no name", undefined],
        ['InformerError: informer: "b" was skipped: Error: it is bad', "b"],
      ]);
      expect(failures[1]![2]).toMatchObject({ informer: "informer", during: "cache", count: 2 });
      await informer.stop();
    },
  );

  test("on a watch is skipped and reported, and later events are applied", async () => {
    const { source, failures, informer } = setUp({ queue });
    source.add({ name: "a", version: "" });
    await informer.start();
    await settle();
    source.modify({ name: "a", bad: true, version: "" });
    source.add({ version: "" });
    source.delete("nameless");
    source.add({ name: "b", version: "" });
    await settle();
    expect(informer.cache.list()).toEqual([
      { name: "a", version: "1" },
      { name: "b", version: "5" },
    ]);
    expect(failures.map(([, key]) => key)).toEqual(["a", undefined, undefined]);
    source.modify({ name: "a", version: "" });
    await settle();
    expect(informer.cache.getByKey("a")).toEqual({ name: "a", version: "6" });
    await informer.stop();
  });

  test("that was fine before keeps its old state over a new list", async () => {
    const { clock, source, informer } = setUp({ queue });
    const deleted: string[] = [];
    informer.addHandler({ onDelete: ({ key }) => void deleted.push(key) });
    source.add({ name: "a", version: "" });
    source.add({ name: "b", version: "" });
    await informer.start();
    await settle();
    source.modify({ name: "a", bad: true, version: "" }, { dropped: true });
    source.delete("b", { dropped: true });
    source.resetWatches();
    await settle();
    clock.advance(60_000);
    await settle();
    expect(informer.cache.list()).toEqual([{ name: "a", version: "1" }]);
    expect(deleted).toEqual(["b"]);
    await informer.stop();
  });
});

describe("a saved cache", () => {
  test("does not pass a bad object, so that the next process reads it again", async () => {
    const memory = new MemoryPersistence<Thing>();
    const first = setUp({ persistence: memory });
    first.source.add({ name: "a", version: "" });
    first.informer.addHandler({});
    await first.informer.start();
    await settle();
    first.source.add({ name: "b", bad: true, version: "" });
    first.source.modify({ name: "a", version: "" });
    await settle();
    await first.informer.stop();
    expect(memory.version).toBe("1");
    await memory[Symbol.asyncDispose]();

    const { clock } = setUp();
    const informer = new SharedInformer<Thing>({
      source: first.source,
      meta,
      clock,
      persistence: new MemoryPersistence(memory),
    });
    await informer.start();
    await informer.synced();
    await settle();
    expect(informer.cache.getByKey("b")).toMatchObject({ bad: true });
    await informer.stop();
  });

  test("does not pass an event whose version cannot be read", async () => {
    const memory = new MemoryPersistence<Thing>();
    const unreadable = new Set<string | undefined>();
    const { source, informer } = setUp({
      persistence: memory,
      meta: {
        ...meta,
        versionOf({ name, version }) {
          if (unreadable.has(name)) throw new Error("no version");
          return version;
        },
      },
    });
    source.add({ name: "a", version: "" });
    informer.addHandler({});
    await informer.start();
    await settle();
    unreadable.add("b");
    source.add({ name: "b", version: "" });
    source.modify({ name: "a", version: "" });
    await settle();
    await informer.stop();
    expect(memory.version).toBe("1");
  });
});

test("a list whose versions cannot be read is written all the same", async () => {
  const { clock, source, informer, failures } = setUp({
    meta: {
      ...meta,
      versionOf({ name, version }) {
        if (name === "b") throw new Error("no version");
        return version;
      },
    },
  });
  for (const name of ["a", "b", "c"]) source.add({ name, version: "" });
  await informer.start();
  await settle();
  source.resetWatches();
  await settle();
  clock.advance(60_000);
  await settle();
  expect(informer.cache.keys()).toEqual(["a", "b", "c"]);
  expect(failures.map(([, key]) => key)).toContain("b");
  await informer.stop();
});

test("with onBadObject: relist nothing is written, and everything is listed again until the object is fine", async () => {
  const { clock, source, failures, informer } = setUp({ onBadObject: "relist" });
  source.add({ name: "a", version: "" });
  source.add({ name: "b", bad: true, version: "" });
  await informer.start();
  await settle();
  expect([informer.hasSynced, informer.cache.size]).toEqual([false, 0]);
  expect(failures.map(([, , { during }]) => during)).toEqual(["transform"]);
  expect(informer.status).toMatchObject({
    ready: false,
    reason: expect.stringMatching(/^has not synced: transform failed once since .*: Error: it is bad$/),
  });
  source.modify({ name: "b", version: "" });
  clock.advance(60_000);
  await settle();
  expect(informer.cache.keys()).toEqual(["a", "b"]);
  await informer.stop();
});
