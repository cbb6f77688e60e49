import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import { MemoryMetrics } from "@workset/metrics";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  FakeSource,
  InformerFactory,
  MemoryPersistence,
  ShardedInformer,
  SharedInformer,
  SourceError,
  type InformerFailure,
  type ListWatch,
  type SharedInformerOptions,
} from "../src/index.ts";

interface Thing {
  readonly name: string;
  readonly text?: string;
  readonly version: string;
}

const meta = { keyOf: ({ name }: Thing): string => name, versionOf: ({ version }: Thing): string => version };
const thing = (name: string, text = ""): Thing => ({ name, text, version: "" });

async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await setImmediate();
}

function newSource(...names: string[]): FakeSource<Thing> {
  const source = new FakeSource<Thing>({ meta, stamp: (object, version) => ({ ...object, version }) });
  for (const name of names) source.add(thing(name));
  return source;
}

function setUp(options: Partial<SharedInformerOptions<Thing>> = {}, source = newSource("a")) {
  const clock = new ManualClock();
  const failures: [message: string, failure: InformerFailure][] = [];
  const informer = new SharedInformer<Thing>({
    source,
    clock,
    name: "things",
    onError: (error, failure) => void failures.push([(error as Error).message, failure]),
    ...options,
  } as SharedInformerOptions<Thing>);
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await settle();
  };
  return { clock, source, failures, informer, pass };
}

const forbidden = (): SourceError => new SourceError("other", "403: forbidden");

describe("a failure", () => {
  test("names the informer, how often it has happened in a row, and since when", async () => {
    const { clock, source, failures, informer, pass } = setUp();
    source.failNextList(forbidden(), 3);
    await informer.start();
    await settle();
    const since = clock.wallNow();
    for (let time = 0; time < 3; time++) await pass(10_000);
    expect(failures).toMatchObject(
      [1, 2, 3].map((count) => ["403: forbidden", { informer: "things", during: "list", count, since }]),
    );
    expect(informer.hasSynced).toBe(true);
    await informer.stop();
  });

  test("starts a new count after the source has worked for a second", async () => {
    const { source, failures, informer, pass } = setUp();
    source.failNextList(forbidden(), 2);
    await informer.start();
    await settle();
    await pass(10_000);
    await pass(10_000);
    expect(informer.trouble).toMatchObject({ count: 2, during: "list" });
    await pass(1_000);
    expect(informer.trouble).toBeUndefined();
    source.breakWatches(new SourceError("internal", "500"));
    await settle();
    expect(failures.at(-1)).toMatchObject(["500", { count: 1, during: "event" }]);
    await informer.stop();
  });
});

describe("without onError", () => {
  afterEach(() => vi.restoreAllMocks());

  test("each distinct failure is shown once, as a warning of the process", async () => {
    const warnings: string[] = [];
    vi.spyOn(process, "emitWarning").mockImplementation((message) => void warnings.push(String(message)));
    const { source, informer, pass } = setUp({ onError: undefined as never });
    source.failNextList(forbidden(), 3);
    source.failNextList(new SourceError("internal", "no answer"), 2);
    await informer.start();
    for (let time = 0; time < 6; time++) await pass(60_000);
    expect(warnings).toEqual([
      'informer "things": the list failed: SourceError: 403: forbidden (shown once; the option onError gets every failure)',
      'informer "things": the list failed: SourceError: no answer (shown once; the option onError gets every failure)',
    ]);
    await informer.stop();
  });

  test("a list by way of a watch that the source does not support is no failure to warn of", async () => {
    const warnings: string[] = [];
    vi.spyOn(process, "emitWarning").mockImplementation((message) => void warnings.push(String(message)));
    const source = new FakeSource<Thing>({
      meta,
      sendsInitialEvents: true,
      stamp: (object, version) => ({ ...object, version }),
    });
    source.failNextWatch(new SourceError("unsupported", "422"));
    const metrics = new MemoryMetrics();
    const { informer } = setUp({ onError: undefined as never, metrics }, source);
    await informer.start();
    await settle();
    expect([informer.hasSynced, informer.trouble, warnings]).toEqual([true, undefined, []]);
    await informer.stop();
  });

  test("failures that differ in times, counts and versions only are not distinct", async () => {
    const warnings: string[] = [];
    vi.spyOn(process, "emitWarning").mockImplementation((message) => void warnings.push(String(message)));
    const { source, informer, pass } = setUp({ onError: undefined as never });
    for (let n = 0; n < 5; n++)
      source.failNextList(new SourceError("internal", `no answer after ${n * 1000} ms`));
    await informer.start();
    for (let time = 0; time < 6; time++) await pass(60_000);
    expect(warnings).toHaveLength(1);
    await informer.stop();
  });

  test("the warning goes to the console where there is no process", async () => {
    const warnings: string[] = [];
    vi.spyOn(console, "warn").mockImplementation((message) => void warnings.push(String(message)));
    const there = Object.getOwnPropertyDescriptor(process, "emitWarning")!;
    Object.defineProperty(process, "emitWarning", { configurable: true, value: undefined });
    try {
      const { source, informer } = setUp({ onError: undefined as never });
      source.failNextList(forbidden());
      await informer.start();
      await settle();
      await informer.stop();
    } finally {
      Object.defineProperty(process, "emitWarning", there);
    }
    expect(warnings).toEqual([expect.stringMatching(/^WorksetWarning: informer "things": the list failed/)]);
  });

  test("a factory and a sharded informer warn, too", async () => {
    const warnings: string[] = [];
    vi.spyOn(process, "emitWarning").mockImplementation((message) => void warnings.push(String(message)));
    const clock = new ManualClock();
    const source = newSource();
    source.failNextList(forbidden(), 2);
    const factory = new InformerFactory({ clock });
    factory.informer("pods", { source });
    const sharded = new ShardedInformer<Thing>({
      clock,
      meta,
      name: "nodes",
      shards: new Map([["east", source]]),
    });
    await Promise.all([factory.start(), sharded.start()]);
    await settle();
    expect(warnings.map((warning) => warning.slice(0, 23))).toEqual([
      'informer "pods": the li',
      'informer "nodes/east": ',
    ]);
    await Promise.all([factory.stop(), sharded.stop()]);
  });
});

describe("the status of an informer", () => {
  test("says why it has not synced, with the error, how often and since when", async () => {
    const { source, informer, pass } = setUp();
    source.failNextList(forbidden(), 2);
    await informer.start();
    await settle();
    await pass(10_000);
    expect(informer.status).toEqual({
      state: "starting",
      healthy: true,
      ready: false,
      reason:
        "has not synced: list failed 2 times since 1970-01-01T00:00:00.000Z: SourceError: 403: forbidden",
    });
    await informer.stop();
  });

  test("is not ready once list and watch have failed for unreadyAfterMs, and ready again when they work", async () => {
    const { source, informer, pass } = setUp({ unreadyAfterMs: 60_000 });
    await informer.start();
    await settle();
    source.failNextList(forbidden(), 100);
    source.failNextWatch(forbidden(), 100);
    source.breakWatches(new SourceError("other", "gone"));
    await settle();
    await pass(59_000);
    expect(informer.status).toMatchObject({ ready: true, reason: expect.stringContaining("403") });
    await pass(1_000);
    expect(informer.status).toMatchObject({
      healthy: true,
      ready: false,
      reason: expect.stringContaining("403"),
    });
    for (let minute = 0; minute < 300 && !informer.status.ready; minute++) await pass(60_000);
    expect(informer.status).toEqual({ state: "running", healthy: true, ready: true });
    await informer.stop();
  });

  test("is not made unready by a handler that fails, or by a bad object", async () => {
    const { source, informer, pass } = setUp();
    informer.addHandler({
      onAdd() {
        throw new Error("the database is away");
      },
    });
    await informer.start();
    await pass(600_000);
    expect(informer.status.ready).toBe(true);
    expect(source.openWatches).toBe(1);
    await informer.stop();
  });
});

describe("versions of a source that was restored from a backup", () => {
  test("are not taken for the states that had them before", async () => {
    const { source, informer } = setUp();
    const received: string[] = [];
    informer.addHandler({ onUpdate: (before, { text }) => void received.push(`${before.text} → ${text}`) });
    source.set(thing("a", "lost"));
    source.set(thing("b"));
    await informer.start();
    await settle();
    // The backup has another state of the same version.
    const backup: ListWatch<Thing> = {
      list: async () => ({ items: [{ name: "a", text: "other", version: "2" }], version: "2" }),
      watch: (options) => source.watch({ ...options, version: source.version }),
    };
    vi.spyOn(source, "list").mockImplementation((options) => backup.list(options));
    vi.spyOn(source, "watch").mockImplementation((options) => backup.watch(options) as never);
    source.send({ type: "bookmark", version: "1" });
    await settle();
    expect(received).toEqual(["lost → other"]);
    expect(informer.cache.list()).toMatchObject([{ name: "a", text: "other" }]);
    await informer.stop();
    vi.restoreAllMocks();
  });
});

test("a periodic list counts what no watch had delivered", async () => {
  const metrics = new MemoryMetrics();
  const { source, informer, pass } = setUp(
    { metrics, reflector: { relistMs: 600_000, watchTimeoutMs: 10_000_000 } },
    newSource("a", "b", "c"),
  );
  const deleted: string[] = [];
  informer.addHandler({ onDelete: ({ key }) => void deleted.push(key) });
  await informer.start();
  await settle();
  source.modify(thing("a"), { dropped: true });
  source.delete("b", { dropped: true });
  source.modify(thing("c"));
  await settle();
  expect(metrics.ofInformer("things")).toMatchObject({ missed: 0 });
  await pass(600_000);
  expect(metrics.ofInformer("things")).toMatchObject({ missed: 2 });
  expect([informer.cache.keys(), deleted]).toEqual([["a", "c"], ["b"]]);
  await pass(600_000);
  expect(metrics.ofInformer("things")).toMatchObject({ missed: 2, lists: 3 });
  await informer[Symbol.asyncDispose]();
});

describe("a saved cache", () => {
  const identified = (source: FakeSource<Thing>, identity: string): FakeSource<Thing> =>
    Object.assign(source, { identity: async () => identity });

  async function live(source: FakeSource<Thing>, before?: MemoryPersistence<Thing>) {
    const persistence = new MemoryPersistence<Thing>(before);
    const run = setUp({ persistence }, source);
    const received: string[] = [];
    run.informer.addHandler({
      onAdd: ({ name }) => void received.push(`add ${name}`),
      onDelete: ({ key }) => void received.push(`delete ${key}`),
    });
    await run.informer.start();
    await settle();
    await run.pass(1_000);
    await run.informer.stop();
    await persistence[Symbol.asyncDispose]();
    return { persistence, received, failures: run.failures };
  }

  test("is resumed over the source of the same identity, without a list", async () => {
    const source = identified(newSource("a"), "cluster-1");
    const { persistence } = await live(source);
    source.requests.length = 0;
    const { received, failures } = await live(source, persistence);
    expect([received, failures]).toEqual([["add a"], []]);
    expect(source.requests.map(({ verb }) => verb)).toEqual(["watch"]);
  });

  test("is discarded over a source of another identity, and that is reported", async () => {
    const { persistence } = await live(identified(newSource("a", "b"), "cluster-1"));
    const other = identified(newSource("b", "c"), "cluster-2");
    const { persistence: next, received, failures } = await live(other, persistence);
    expect(received).toEqual(["add b", "add c"]);
    expect(failures).toMatchObject([
      [
        "things: the saved cache is that of the source cluster-1, but this is cluster-2: it is discarded",
        { during: "save" },
      ],
    ]);
    expect(other.requests.map(({ verb }) => verb)).toEqual(["list", "watch"]);
    expect([...next.objects.keys()]).toEqual(["b", "c"]);
  });

  test("that was saved without an identity is discarded over a source that has one", async () => {
    const { persistence } = await live(newSource("a"));
    const { received, failures } = await live(identified(newSource("b"), "cluster-1"), persistence);
    expect([received, failures.length]).toEqual([["add b"], 1]);
  });

  test("waits for the identity of a source that is away, and says so", async () => {
    const source = newSource("a");
    let refusals = 2;
    Object.assign(source, {
      async identity() {
        if (refusals-- > 0) throw new SourceError("refused", "no server");
        return "cluster-1";
      },
    });
    const { informer, failures, pass } = setUp({ persistence: new MemoryPersistence<Thing>() }, source);
    await informer.start();
    await settle();
    expect([source.requests, failures.length, informer.status.state]).toEqual([[], 1, "starting"]);
    for (let time = 0; time < 4; time++) await pass(10_000);
    expect([informer.hasSynced, failures.length]).toEqual([true, 2]);
    await informer.stop();
  });
});
