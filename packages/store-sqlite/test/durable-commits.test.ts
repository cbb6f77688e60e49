import { DurableQueue, type DurableQueueOptions } from "@workset/durable";
import { describe, expect, test } from "vitest";
import type { SqliteStore } from "../src/index.ts";
import { turns } from "./turns.ts";
import { Workbench } from "./workbench.ts";

type Metrics = NonNullable<DurableQueueOptions<string>["metrics"]>;

/** Metrics that only know the sums of what they were told, by the name of the series. */
function summing(): { readonly metrics: Metrics; readonly sums: Map<string, number> } {
  const sums = new Map<string, number>();
  const one = (name: string): unknown => {
    const add = (by: number): void => void sums.set(name, (sums.get(name) ?? 0) + by);
    // The depth is told a priority first.
    const inc = name === "depth" ? (_: number, by = 1) => add(by) : (by = 1) => add(by);
    return { inc, dec: () => add(-1), set: () => {}, observe: () => {} };
  };
  const series = (): never =>
    new Proxy({}, { get: (_, name) => (typeof name === "string" ? one(name) : () => {}) }) as never;
  return { metrics: { queue: series, delays: series, durable: series }, sums };
}

/** How many commits it takes. */
async function commitsOf(store: SqliteStore, work: () => Promise<unknown>): Promise<number> {
  await turns();
  const before = store.stats().commits;
  await work();
  return store.stats().commits - before;
}

describe("One commit is enough for", () => {
  test("an add and the getter who waits for it", async () => {
    await using bench = new Workbench();
    const store = await bench.open();
    const queue = await DurableQueue.open({ store, name: "q" });
    const getting = queue.get();
    const commits = await commitsOf(store, async () => {
      await queue.add("a");
      expect((await getting)?.key).toBe("a");
    });
    expect(commits).toBe(1);
  });

  test("the end of one key and the next", async () => {
    await using bench = new Workbench();
    const store = await bench.open();
    const queue = await DurableQueue.open({ store, name: "q" });
    await queue.addAll(["a", "b"]);
    const lease = (await queue.get())!;
    const commits = await commitsOf(store, async () => {
      lease[Symbol.dispose]();
      expect((await queue.get())?.key).toBe("b");
    });
    expect(commits).toBe(1);
  });

  test("whatever a hundred workers do in one turn", async () => {
    await using bench = new Workbench();
    const store = await bench.open();
    const queue = await DurableQueue.open({ store, name: "q" });
    const keys = Array.from({ length: 200 }, (_, i) => `k${i}`);
    expect(await commitsOf(store, () => queue.addAll(keys))).toBe(1);
    const leases = await queue.getBatch(100);
    const commits = await commitsOf(store, () =>
      Promise.all(leases.flatMap((lease) => [lease.done(), queue.get()])),
    );
    expect(commits).toBe(1);
    expect(await queue.stats()).toMatchObject({ ready: 0, processing: 100, done: 100 });
  });
});

test("The metrics count how many commits there were, and how many verbs they carried", async () => {
  await using bench = new Workbench();
  const { metrics, sums } = summing();
  const queue = await DurableQueue.open({ store: await bench.open(), name: "q", metrics });
  await turns();
  const told = (): number[] => [sums.get("commits")!, sums.get("committedVerbs")!];
  const [commits, verbs] = told();
  await queue.addAll(["a", "b", "c"]);
  expect(told()).toEqual([commits! + 1, verbs! + 3]);
});

test("The depth is right whatever happens, once it has been looked at", async () => {
  await using bench = new Workbench();
  const { metrics, sums } = summing();
  const queue = await DurableQueue.open({ store: await bench.open(), name: "q", metrics });
  await queue.addAll(["a", "b", "c", "d"]);
  const [a, b, c] = await queue.getBatch(3);
  await queue.add("a");
  await Promise.all([a!.giveBack(), b!.done(), c!.giveUp("no"), queue.add("e"), queue.failed.replay()]);
  await turns();
  expect(await queue.stats()).toMatchObject({ ready: 4, rerun: 0 });
  expect(sums.get("depth")).toBe(4);
});
