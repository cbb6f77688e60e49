import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import { MemoryMetrics } from "@workset/metrics";
import { describe, expect, test } from "vitest";
import {
  type CachePersistence,
  FakeSource,
  MemoryPersistence,
  SharedInformer,
  SourceError,
  type Deletion,
  type EventHandler,
  type InformerFailure,
  type SharedInformerOptions,
} from "../src/index.ts";

interface Thing {
  readonly name: string;
  readonly uid?: string;
  readonly version: string;
}

const meta = {
  keyOf: ({ name }: Thing): string => name,
  versionOf: ({ version }: Thing): string => version,
  uidOf: ({ uid }: Thing): string | undefined => uid,
};

const thing = (name: string, uid?: string): Thing => ({ name, version: "", ...(uid && { uid }) });

async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await setImmediate();
}

/** An informer over a fake source, and what went wrong in it. */
function setUp(options: Partial<SharedInformerOptions<Thing>> = {}, ...names: string[]) {
  const clock = new ManualClock();
  const source = new FakeSource<Thing>({ meta, stamp: (object, version) => ({ ...object, version }) });
  for (const name of names) source.add(thing(name));
  const failures: [string, InformerFailure["during"]][] = [];
  const informer = new SharedInformer<Thing>({
    source,
    meta,
    clock,
    onError: (error, { during }) => void failures.push([(error as Error).message, during]),
    ...options,
  });
  return { clock, source, informer, failures };
}

/** A handler that writes down what it hears. */
function recorder(): EventHandler<Thing> & { readonly heard: string[] } {
  const heard: string[] = [];
  return {
    heard,
    onAdd: ({ name, version }, initial) =>
      void heard.push(`add ${name}@${version}${initial ? " initial" : ""}`),
    onUpdate: (before, { name, version }) => void heard.push(`update ${name}@${before.version}→${version}`),
    onDelete: ({ key, last, finalStateUnknown }: Deletion<Thing>) =>
      void heard.push(`delete ${key}@${last?.version}${finalStateUnknown ? " unseen" : ""}`),
  };
}

describe.each(["ordered", "per-key"] as const)("An informer whose queue is %s", (queue) => {
  test("delivers existing objects, then each change, and has each in its cache before", async () => {
    const { source, informer } = setUp({ queue }, "a", "b");
    const handler = recorder();
    const held: (string | undefined)[] = [];
    informer.addHandler(handler);
    informer.addHandler({
      onUpdate: (_, { name }) => void held.push(informer.cache.getByKey(name)?.version),
    });
    await informer.start();
    await informer.synced();
    source.modify(thing("a"));
    source.delete("b");
    source.add(thing("c"));
    await settle();
    expect(handler.heard).toEqual([
      "add a@1 initial",
      "add b@2 initial",
      "update a@1→3",
      "delete b@4",
      "add c@5",
    ]);
    expect(held).toEqual(["3"]);
    expect(informer.lastVersion).toBe("5");
    await informer.stop();
  });

  test("delivers existing objects to a late handler, and then changes, nothing missed or doubled", async () => {
    const { source, informer } = setUp({ queue }, "a", "b");
    await informer.start();
    await informer.synced();
    source.modify(thing("a"));
    const late = recorder();
    const registration = informer.addHandler(late);
    expect([late.heard, registration.hasSynced]).toEqual([[], false]);
    source.modify(thing("b"));
    await registration.synced();
    await settle();
    expect(late.heard).toEqual(["add a@1 initial", "add b@2 initial", "update a@1→3", "update b@2→4"]);
    await informer.stop();
  });

  test("finds in a new list what it missed, delivers deletions first, and unchanged objects to handlers that want them", async () => {
    const { source, informer, clock } = setUp({ queue }, "a", "b", "c");
    const handler = recorder();
    const curious = recorder();
    informer.addHandler(handler);
    informer.addHandler(curious, { unchanged: true });
    await informer.start();
    await informer.synced();
    await settle();
    handler.heard.length = curious.heard.length = 0;
    source.delete("b", { dropped: true });
    source.modify(thing("c"), { dropped: true });
    source.resetWatches();
    await settle();
    clock.advance(60_000);
    await settle();
    const changes = ["delete b@2 unseen", "update c@3→5"];
    expect(handler.heard.toSorted()).toEqual(changes);
    expect(curious.heard.toSorted()).toEqual([...changes, "update a@1→1"].toSorted());
    if (queue === "ordered") expect(handler.heard).toEqual(changes);
    await informer.stop();
  });

  test("resyncs each handler in its own period, and none that did not ask for it", async () => {
    const { informer, clock } = setUp({ queue, resyncMs: 10_000 }, "a");
    const [often, usual, never] = [recorder(), recorder(), recorder()];
    informer.addHandler(often, { resyncMs: 3_000 });
    informer.addHandler(usual);
    informer.addHandler(never, { resyncMs: 0 });
    await informer.start();
    await informer.synced();
    for (let second = 0; second < 10; second++) {
      clock.advance(1_000);
      await settle();
    }
    const late = recorder();
    informer.addHandler(late, { resyncMs: 500 });
    await settle();
    clock.advance(500);
    await settle();
    const again = "update a@1→1";
    expect(often.heard).toEqual(["add a@1 initial", again, again, again]);
    expect(usual.heard).toEqual(["add a@1 initial", again]);
    expect(never.heard).toEqual(["add a@1 initial"]);
    expect(late.heard).toEqual(["add a@1 initial", again]);
    await informer.stop();
  });

  test("delivers another object under a known key as a change, or as a deletion and an addition", async () => {
    for (const recreatedAs of ["updated", "deleted-and-added"] as const) {
      const { source, informer, clock } = setUp({ queue, recreatedAs });
      source.add(thing("a", "one"));
      const handler = recorder();
      informer.addHandler(handler);
      await informer.start();
      await informer.synced();
      source.delete("a", { dropped: true });
      source.add(thing("a", "two"), { dropped: true });
      source.resetWatches();
      await settle();
      clock.advance(60_000);
      await settle();
      expect(handler.heard.slice(1)).toEqual(
        recreatedAs === "updated" ? ["update a@1→3"] : ["delete a@1 unseen", "add a@3"],
      );
      await informer.stop();
    }
  });

  test("leaves nothing behind when it is stopped, drops what waits, and does not start again", async () => {
    const { source, informer, clock } = setUp({ queue, resyncMs: 1_000 }, "a", "b");
    const held = Promise.withResolvers<void>();
    let calls = 0;
    const registration = informer.addHandler({
      onAdd: () => {
        calls++;
        return held.promise;
      },
    });
    await informer.start();
    await informer.synced();
    let stopped = false;
    const stopping = informer.stop().then(() => (stopped = true));
    expect(informer.isStopped).toBe(true);
    await settle();
    expect([calls, stopped]).toEqual([1, false]);
    held.resolve();
    await stopping;
    expect([calls, source.openWatches, clock.pendingTimers, registration.backlog]).toEqual([1, 0, 0, 0]);
    await expect(registration.synced()).rejects.toThrow("informer was stopped");
    expect(() => informer.addHandler({})).toThrow("informer was stopped");
    await expect(informer.start()).rejects.toThrow("informer was stopped");
    await informer.stop();
  });
});

test("a cache that is not kept in order cannot be saved", () => {
  const persistence = new MemoryPersistence<Thing>();
  expect(() => setUp({ queue: "per-key", persistence })).toThrow(TypeError);
});

test.each([
  [{ resyncMs: -1 }, "resyncMs must be a number of milliseconds, at least 0, but it is -1"],
  [{ reflector: { watchTimeoutMs: -1 } }, "watchTimeoutMs must be a number"],
  [{ queue: "fifo" as never }, 'queue must be "ordered" or "per-key", but it is "fifo"'],
])("An informer refuses the options %j", (options, says) => {
  expect(() => setUp(options)).toThrow(says);
});

test.each([
  [{ backlog: 0 }, "backlog must be a number, at least 1, but it is 0"],
  [{ concurrency: NaN }, "concurrency must be a number, at least 1, but it is NaN"],
  [{ resyncMs: -5 }, "resyncMs must be a number of milliseconds, at least 0, but it is -5"],
  [{ whenFull: "drop" as never }, 'whenFull must be "coalesce" or "block", but it is "drop"'],
  [{ onFailure: "ignore" as never }, 'onFailure must be "report" or "retry", but it is "ignore"'],
])("A handler is refused with the options %j", (options, says) => {
  expect(() => setUp().informer.addHandler({}, options)).toThrow(says);
});

test("objects without a version are never taken for unchanged", async () => {
  const { source, informer } = setUp();
  const handler = recorder();
  informer.addHandler(handler);
  await informer.start();
  await settle();
  for (let time = 0; time < 2; time++) source.send({ type: "modified", object: thing("a") });
  await settle();
  expect(handler.heard).toEqual(["add a@", "update a@→"]);
  await informer.stop();
});

test("an object that an index refuses is reported and stays as it was, and the others are not held up", async () => {
  const refuses = new Set(["b"]);
  const { source, failures, informer } = setUp(
    {
      indexes: {
        name({ name, version }: Thing) {
          if (refuses.has(name)) throw new Error(`no ${name}@${version}`);
          return [name];
        },
      } as never,
    },
    "a",
    "b",
  );
  const handler = recorder();
  informer.addHandler(handler);
  await informer.start();
  await informer.synced();
  source.modify(thing("a"));
  refuses.clear();
  source.modify(thing("b"));
  await settle();
  expect(handler.heard).toEqual(["add a@1 initial", "update a@1→3", "add b@4"]);
  expect(failures).toEqual([['informer: "b" was skipped: Error: no b@2', "cache"]]);
  await informer.stop();
});

test("a named informer counts in its metrics, and removes them when it is disposed", async () => {
  const metrics = new MemoryMetrics();
  const { source, informer, clock } = setUp({ name: "things", metrics }, "a", "b");
  source.failNextList(new SourceError("other", "not now"));
  informer.addHandler({
    onUpdate() {
      throw new Error("no");
    },
  });
  await informer.start();
  await settle();
  clock.advance(2_000);
  await settle();
  source.modify(thing("a"));
  source.delete("b");
  source.add(thing("c"));
  await settle();
  expect(metrics.ofInformer("things")).toMatchObject({
    added: 3,
    updated: 1,
    deleted: 1,
    lists: 2,
    watches: 1,
    failures: 2,
    queued: 0,
    backlog: 0,
    storeVersion: 5,
    processing: [0, 0, 0, 0],
  });
  await informer.stop();
  expect(metrics.ofInformer("things")).toMatchObject({ added: 3 });
  await informer[Symbol.asyncDispose]();
  expect(metrics.ofInformer("things")).toBeUndefined();
});

test("with a saved cache, handlers receive it first, then what changed and was deleted meanwhile, without a list", async () => {
  const persistence = new MemoryPersistence<Thing>();
  const { source, clock, informer } = setUp({ persistence }, "a", "b", "c");
  const first = recorder();
  informer.addHandler(first);
  await informer.start();
  await informer.synced();
  await settle();
  clock.advance(1_000);
  await settle();
  await informer.stop();
  await persistence[Symbol.asyncDispose]();
  source.delete("a");
  source.modify(thing("b"));
  source.requests.length = 0;

  const again = new SharedInformer<Thing>({
    source,
    meta,
    clock,
    persistence: new MemoryPersistence(persistence),
  });
  const second = recorder();
  again.addHandler(second);
  await again.start();
  expect([again.hasSynced, again.cache.size, again.lastVersion]).toEqual([false, 3, "3"]);
  await again.synced();
  await settle();
  expect(second.heard).toEqual([
    "add a@1 initial",
    "add b@2 initial",
    "add c@3 initial",
    "delete a@4",
    "update b@2→5",
  ]);
  expect(source.requests.map(({ verb }) => verb)).toEqual(["watch"]);
  await again.stop();
});

test("what a handler has not settled is not saved", async () => {
  const persistence = new MemoryPersistence<Thing>();
  const { source, clock, informer } = setUp({ persistence }, "a");
  const held = Promise.withResolvers<void>();
  informer.addHandler({ onUpdate: () => held.promise });
  informer.addHandler({});
  await informer.start();
  await informer.synced();
  source.modify(thing("a"));
  source.add(thing("b"));
  for (let round = 0; round < 5; round++) {
    clock.advance(1_000);
    await settle();
  }
  expect([persistence.version, persistence.objects.get("a")?.version]).toEqual(["1", "1"]);
  held.resolve();
  await settle();
  clock.advance(1_000);
  await settle();
  expect([persistence.version, [...persistence.objects.keys()]]).toEqual(["3", ["a", "b"]]);
  await informer.stop();
});

test("what a removed handler never settles holds no save up", async () => {
  const persistence = new MemoryPersistence<Thing>();
  const { source, clock, informer } = setUp({ persistence }, "a");
  const held = Promise.withResolvers<void>();
  const registration = informer.addHandler({ onAdd: () => held.promise });
  await informer.start();
  await informer.synced();
  await settle();
  const removing = registration.remove();
  source.add(thing("b"));
  await settle();
  clock.advance(1_000);
  await settle();
  expect([persistence.version, persistence.objects.size]).toEqual(["2", 2]);
  held.resolve();
  await removing;
  await informer.stop();
});

test("a new list that finds nothing changed saves no object again", async () => {
  const saved: number[] = [];
  const memory = new MemoryPersistence<Thing>();
  const persistence: CachePersistence<Thing> = {
    load: () => memory.load(),
    save(changes, version) {
      saved.push(changes.filter(({ type }) => type === "added").length);
      return memory.save(changes, version);
    },
    [Symbol.asyncDispose]: () => memory[Symbol.asyncDispose](),
  };
  const { source, clock, informer } = setUp({ persistence }, "a", "b");
  await informer.start();
  await informer.synced();
  await settle();
  clock.advance(1_000);
  await settle();
  source.resetWatches();
  await settle();
  clock.advance(60_000);
  await settle();
  await informer.stop();
  expect(saved.reduce((sum, sets) => sum + sets, 0)).toBe(2);
});

test("a listener to errors that rejects is no error of the process", async () => {
  const { informer, source } = setUp({ onError: () => Promise.reject(new Error("rejected")) as never }, "a");
  const unhandled: unknown[] = [];
  const hear = (error: unknown): void => void unhandled.push(error);
  process.on("unhandledRejection", hear);
  source.failNextWatch(new SourceError("other", "not now"));
  informer.addHandler({
    onAdd() {
      throw new Error("no");
    },
  });
  await informer.start();
  await settle();
  await informer.stop();
  process.off("unhandledRejection", hear);
  expect(unhandled).toEqual([]);
});

test.each(["watch", "list"])(
  "a saved object that cannot be decoded is reported, and does not affect what a %s delivers",
  async (verb) => {
    const { source, informer, failures } = setUp(
      { persistence: { load: () => saved(), save: async () => {}, async [Symbol.asyncDispose]() {} } },
      "a",
      "b",
      "c",
    );
    const { version, objects } = source;
    const decode = (object: Thing): Thing => {
      if (object.name === "b") throw new Error("spoilt");
      return object;
    };
    const saved = () => ({
      version,
      intents: [],
      objects: objects.map((object) => [object.name, () => decode(object)] as const),
    });
    const handler = recorder();
    informer.addHandler(handler);
    for (const name of ["a", "b", "c"]) source.modify(thing(name));
    if (verb === "list") source.resetWatches();
    await informer.start();
    await settle();
    source.delete("b");
    await settle();
    const initial = verb === "list" ? " initial" : "";
    expect(handler.heard).toEqual([
      "add a@1 initial",
      "add c@3 initial",
      "update a@1→4",
      `add b@5${initial}`,
      "update c@3→6",
      "delete b@7",
    ]);
    expect(informer.hasSynced).toBe(true);
    expect(failures).toContainEqual([
      'informer: the saved state of "b" cannot be decoded: Error: spoilt',
      "save",
    ]);
    await informer.stop();
  },
);

test.each([
  ["no object", () => undefined as never],
  ["an object of another key", (object: Thing): Thing => ({ ...object, name: "other" })],
])(
  "with onBadObject: relist, a transform that returns %s is a failure, whatever the queue",
  async (_, transform) => {
    for (const queue of ["ordered", "per-key"] as const) {
      const { informer, failures } = setUp({ queue, transform, onBadObject: "relist" }, "a");
      await informer.start();
      await settle();
      expect(failures).toEqual([[expect.stringMatching(/^transform must return an object/), "transform"]]);
      expect(informer.cache.size).toBe(0);
      await informer.stop();
    }
  },
);

test("a transform that takes the version away does not take away the version of the cache", async () => {
  const { source, informer } = setUp({ transform: ({ name }) => thing(name) }, "a");
  await informer.start();
  await informer.synced();
  source.modify(thing("a"));
  await settle();
  expect(informer.lastVersion).toBe("1");
  source.bookmark();
  await settle();
  expect(informer.lastVersion).toBe("2");
  await informer.stop();
});

test("handlers receive new objects although the save of their intents throws at once", async () => {
  const { informer, failures } = setUp(
    {
      persistence: {
        load: () => ({ version: undefined, objects: [], intents: [] }),
        save() {
          throw new Error("full");
        },
        async [Symbol.asyncDispose]() {},
      },
    },
    "a",
  );
  const handler = recorder();
  informer.addHandler(handler);
  await informer.start();
  await settle();
  expect(handler.heard).toEqual(["add a@1 initial"]);
  expect(failures).toEqual([["full", "save"]]);
  await informer.stop();
});
