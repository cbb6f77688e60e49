import { describe, expect, test } from "vitest";
import {
  EventQueue,
  FakeSource,
  InformerFactory,
  pollingListWatch,
  Reflector,
  ShardedInformer,
  SharedInformer,
} from "../src/index.ts";
import { DeltaFIFO, ExpirationCache, MutationCache } from "@workset/informer/client-go";

interface Thing {
  readonly name: string;
  readonly version: string;
}

const meta = { keyOf: ({ name }: Thing): string => name, versionOf: ({ version }: Thing): string => version };
const source = new FakeSource<Thing>({ meta, stamp: (object, version) => ({ ...object, version }) });
const none = undefined as never;

describe("an option that is missing or wrong is named, with what to give", () => {
  test.each<[string, () => unknown]>([
    ["source is required: give a ListWatch", () => new SharedInformer(none)],
    ["source is required: give a ListWatch", () => new SharedInformer({} as never)],
    ["source must have the method watch", () => new SharedInformer({ source: { list() {} } } as never)],
    [
      "meta must have the method versionOf",
      () => new SharedInformer({ source, meta: { keyOf() {} } } as never),
    ],
    [
      'queue must be "ordered" or "per-key", but it is "fifo"',
      () => new SharedInformer({ source, queue: "fifo" as never }),
    ],
    [
      'onBadObject must be "skip" or "relist", but it is true',
      () => new SharedInformer({ source, onBadObject: true as never }),
    ],
    [
      'recreatedAs must be "updated" or "deleted-and-added", but it is "update"',
      () => new SharedInformer({ source, recreatedAs: "update" as never }),
    ],
    [
      "persistence must have the method save",
      () => new SharedInformer({ source, persistence: { load() {} } as never }),
    ],
    [
      'unreadyAfterMs must be a number of milliseconds, at least 0, but it is "1m"',
      () => new SharedInformer({ source, unreadyAfterMs: "1m" as never }),
    ],
    [
      "idleTimeoutMs must be a number of milliseconds, above 0, but it is 0",
      () => new SharedInformer({ source, reflector: { idleTimeoutMs: 0 } }),
    ],
    [
      "watchListTimeoutMs must be a number of milliseconds, above 0, but it is -1",
      () => new SharedInformer({ source, reflector: { watchListTimeoutMs: -1 } }),
    ],
    [
      "relistMs must be a number of milliseconds, at least 0, but it is NaN",
      () => new SharedInformer({ source, reflector: { relistMs: NaN } }),
    ],
    [
      "backoff.baseMs must be a number of milliseconds, at least 0, but it is -1",
      () => new SharedInformer({ source, reflector: { backoff: { baseMs: -1 } } }),
    ],
    [
      'pageSize must be a whole number of at least 0, but it is "3"',
      () => new SharedInformer({ source, reflector: { pageSize: "3" as never } }),
    ],
    ["callTimeoutMs must be a number of milliseconds, above 0, but it is 0", () => add({ callTimeoutMs: 0 })],
    ['concurrency must be a number, at least 1, but it is "3"', () => add({ concurrency: "3" as never })],
    ["shards is required: give a Map of sources", () => new ShardedInformer({} as never)],
    ["source is required: give a ListWatch", () => new Reflector({} as never)],
    ["list must be a function, but it is undefined", () => pollingListWatch({ everyMs: 1, meta } as never)],
    [
      "everyMs must be a number of milliseconds, at least 0, but it is -1",
      () => pollingListWatch({ list: () => [], everyMs: -1, meta }),
    ],
    ["capacity must be a number, at least 1, but it is 0", () => new EventQueue({ meta, capacity: 0 })],
    ["capacity must be a number, at least 1, but it is 0", () => new DeltaFIFO({ meta, capacity: 0 })],
    [
      "ttlMs must be a number of milliseconds, but it is NaN",
      () => new ExpirationCache(none, meta, { ttlMs: NaN }),
    ],
    [
      "maxObjects must be a whole number of at least 1, but it is 0",
      () => new MutationCache(none, meta, { maxObjects: 0 }),
    ],
  ])("%s", (message, make) => {
    expect(make).toThrow(message);
  });
});

function add(options: object): unknown {
  return new SharedInformer({ source }).addHandler({}, options);
}

describe("meta", () => {
  test("of the source is used where none is given", async () => {
    await using informer = new SharedInformer({ source });
    expect(informer.meta.keyOf({ name: "a", version: "1" })).toBe("a");
    const polled = pollingListWatch({ list: () => [{ name: "b", version: "1" }], everyMs: 1_000, meta });
    await using polling = new SharedInformer({ source: polled });
    await polling.start();
    await polling.synced();
    expect(polling.cache.keys()).toEqual(["b"]);
  });

  test("that is given goes before that of the source", async () => {
    const other = { ...meta, keyOf: ({ name }: Thing): string => `other/${name}` };
    await using informer = new SharedInformer<Thing>({ source, meta: other });
    expect(informer.meta.keyOf({ name: "a", version: "1" })).toBe("other/a");
  });
});

describe("a factory that is asked again for an informer", () => {
  const transform = (object: Thing): Thing => object;

  test("returns it where the options are the same or left out, and adds indexes", () => {
    const factory = new InformerFactory({ resyncMs: 1_000 });
    const first = factory.informer<Thing>("things", { source, transform, resyncMs: 2_000 });
    const second = factory.informer<Thing, "version">("things", {
      source,
      resyncMs: 2_000,
      indexes: { version: ({ version }) => [version] },
    });
    expect(second).toBe(first);
    expect(first.indexNames()).toEqual(["version"]);
  });

  test.each([
    ["transform", { source, transform: (object: Thing): Thing => ({ ...object }) }],
    ["resyncMs", { source, resyncMs: 5_000 }],
    ["source", { source: new FakeSource<Thing>({ meta, stamp: (object) => object }) }],
    ["queue", { source, queue: "per-key" as const }],
    ["onError", { source, onError: () => {} }],
  ])("refuses another %s, by name", (option, options) => {
    const factory = new InformerFactory();
    factory.informer<Thing>("things", { source, transform, resyncMs: 2_000 });
    expect(() => factory.informer<Thing>("things", options)).toThrow(
      `the informer "things" exists with another ${option}: give the same, leave it out, or choose another name`,
    );
  });
});
