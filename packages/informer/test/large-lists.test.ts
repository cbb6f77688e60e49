import { setImmediate } from "node:timers/promises";
import { systemClock } from "@workset/clock";
import { describe, expect, test } from "vitest";
import {
  EventQueue,
  FakeSource,
  Indexer,
  SharedInformer,
  type HandlerRegistration,
  type ListWatch,
} from "../src/index.ts";

interface Thing {
  readonly name: string;
  readonly version: string;
}

const meta = { keyOf: ({ name }: Thing): string => name, versionOf: ({ version }: Thing): string => version };
const things = Array.from({ length: 20_000 }, (_, n): Thing => ({ name: `n${n}`, version: "1" }));

/** Keeps the processor busy: an object takes as long everywhere, so a list takes many slices on any machine. */
function busy(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until;);
}

/** How many turns the event loop had until the promise settled. */
async function turnsUntil(promise: Promise<unknown>): Promise<number> {
  let turns = 0;
  let hasSettled = false;
  void promise.finally(() => (hasSettled = true));
  for (; !hasSettled; turns++) await setImmediate();
  return turns;
}

const listed = (items: readonly Thing[]): ListWatch<Thing> & { readonly meta: typeof meta } => ({
  meta,
  list: async () => ({ items, version: "1" }),
  async watch({ signal }) {
    return {
      [Symbol.asyncIterator]: () => ({
        next: () =>
          new Promise((resolve) => {
            signal.addEventListener("abort", () => resolve({ done: true, value: undefined }), { once: true });
          }),
      }),
    };
  },
});

describe("a large list lets the event loop have turns", () => {
  test.each([
    ["while keys are read and objects transformed", { transform: (object: Thing) => (busy(0.005), object) }],
    ["while indexes are filled", { indexes: { name: ({ name }: Thing) => (busy(0.005), [name]) } }],
  ])("%s", async (_, options) => {
    const informer = new SharedInformer<Thing>({
      source: listed(things),
      clock: systemClock,
      ...(options as object),
    });
    await informer.start();
    // 100 ms of work at least, in slices of 10 ms.
    expect(await turnsUntil(informer.synced())).toBeGreaterThan(4);
    expect(informer.cache.size).toBe(20_000);
    await informer.stop();
  });

  test("and readers see the old objects until all are there", async () => {
    const indexer = new Indexer<Thing, "version">(meta, { indexes: { version: ({ version }) => [version] } });
    indexer.set({ name: "old", version: "0" });
    const steps = indexer.replacing(things, 5_000);
    let count = 0;
    while (!steps.next().done) {
      count++;
      expect(indexer.keys()).toEqual(["old"]);
      expect(indexer.keysByIndex("version", "0")).toEqual(["old"]);
    }
    expect(count).toBe(8);
    expect([indexer.size, indexer.keysByIndex("version", "1").length, indexer.has("old")]).toEqual([
      20_000,
      20_000,
      false,
    ]);
  });

  test("and an index that is added meanwhile holds the new objects", () => {
    const indexer = new Indexer<Thing, "name">(meta, { indexes: { name: ({ name }) => [name] } });
    const steps = indexer.replacing(things, 5_000);
    // Four steps for the objects, and then the first index is being filled.
    for (let step = 0; step < 5; step++) steps.next();
    const indexed = indexer.addIndexers({ version: ({ version }: Thing) => [version] });
    while (!steps.next().done);
    expect(indexed.keysByIndex("version", "1")).toHaveLength(20_000);
  });

  test("and a handler that is added meanwhile receives each object once", async () => {
    const source = new FakeSource<Thing>({ meta, stamp: (object, version) => ({ ...object, version }) });
    for (const object of things.slice(0, 5_000)) source.add(object);
    const informer = new SharedInformer<Thing>({
      source,
      clock: systemClock,
      transform: (object) => (busy(0.01), object),
    });
    const counts: Map<string, number>[] = [];
    const registrations: HandlerRegistration[] = [];
    await informer.start();
    while (!informer.hasSynced) {
      const received = new Map<string, number>();
      counts.push(received);
      const onAdd = ({ name }: Thing): void => void received.set(name, (received.get(name) ?? 0) + 1);
      registrations.push(informer.addHandler({ onAdd }));
      await setImmediate();
    }
    await Promise.all(registrations.map((registration) => registration.synced()));
    expect(counts.length).toBeGreaterThan(2);
    for (const received of counts)
      expect([received.size, Math.max(...received.values())]).toEqual([5_000, 1]);
    await informer.stop();
  });
});

test("a queue that is closed while it reads a list takes nothing of it", async () => {
  const queue = new EventQueue<Thing>({ meta, transform: (object) => (busy(0.005), object) });
  const replacing = queue.replace(things, "1");
  expect(replacing).toBeInstanceOf(Promise);
  queue.close();
  await replacing;
  expect([queue.length, queue.hasSynced]).toEqual([0, true]);
});
