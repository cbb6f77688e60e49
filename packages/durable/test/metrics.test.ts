import { describe, expect, test } from "vitest";
import type { DurableQueue, DurableQueueOptions } from "@workset/durable";
import { MemoryMetrics, type MetricsProvider, type RecordedSeries } from "@workset/metrics";
import type { StoreObserver } from "@workset/store";
import { Bench } from "./open-queue.ts";
import { late, Refusals, turns, wrapped } from "./wrapped-store.ts";

interface Measured {
  readonly bench: Bench;
  readonly metrics: MemoryMetrics;
  readonly queue: DurableQueue;
  readonly series: RecordedSeries;
}

async function measured(
  bench: Bench = new Bench(),
  options: Partial<DurableQueueOptions<string>> = {},
): Promise<Measured> {
  const metrics = new MemoryMetrics();
  const queue = await bench.open({ metrics, ...options });
  return { bench, metrics, queue, series: metrics.of("q")! };
}

/** What is measured once everything has happened that can happen without time passing. */
async function settled(series: RecordedSeries): Promise<RecordedSeries> {
  await turns(20);
  return series;
}

describe("The depth", () => {
  test("counts keys that need work, those processing too", async () => {
    const { bench, queue, series } = await measured();
    await queue.addAll(["a", "b", "c"]);
    expect(series.depth).toBe(3);
    const lease = (await queue.get())!;
    expect(series.depth).toBe(2);
    await queue.add("a");
    await queue.add("a");
    expect(series).toMatchObject({ depth: 3, adds: 4, coalesced: 1 });
    await lease.done();
    expect(series.depth).toBe(3);
    await queue.addAfter("w", 10);
    expect(series.depth).toBe(3);
    bench.clock.advance(10);
    expect(await settled(series)).toMatchObject({ depth: 4, adds: 5 });
    for (const each of await queue.getBatch(10)) await each.done();
    expect(await settled(series)).toMatchObject({ depth: 0, adds: 5 });
  });

  test("is one number, whatever the priorities: a repeated add may raise one unseen", async () => {
    const { queue, series } = await measured();
    await queue.add("a");
    await queue.add("a", { priority: 5 });
    await queue.add("b", { priority: -1 });
    expect([...series.depthByPriority]).toEqual([[0, 2]]);
    await queue.get();
    await queue.get();
    expect([...series.depthByPriority]).toEqual([[0, 0]]);
  });

  test("knows a key that was given back, changed meanwhile or not, and none of that is an add", async () => {
    const { queue, series } = await measured();
    await queue.addAll(["a", "b"]);
    const [a, b] = await queue.getBatch(2);
    await queue.add("b");
    expect(series).toMatchObject({ depth: 1, adds: 3 });
    await Promise.all([a!.giveBack(), b!.giveBack()]);
    expect(await settled(series)).toMatchObject({ depth: 2, adds: 3 });
  });

  test("knows a key that is tried again at once, and one that was replayed", async () => {
    const { queue, series } = await measured(new Bench(), {
      limiter: {
        when: () => 0,
        after: () => 0,
        forget: () => {},
        numRequeues: () => 0,
        countsFailures: true,
      },
    });
    await queue.add("a");
    await (await queue.get())!.retry();
    expect(await settled(series)).toMatchObject({ depth: 1, retries: 1 });
    await (await queue.get())!.giveUp("no");
    expect(await settled(series)).toMatchObject({ depth: 0 });
    await queue.failed.replay();
    expect(await settled(series)).toMatchObject({ depth: 1 });
  });

  test("is no different over a store that answers late", async () => {
    const { queue, series } = await measured(new Bench(late));
    const getting = queue.get();
    await queue.addAll(["a", "b"]);
    await (await getting)!.giveBack();
    const [a] = await queue.getBatch(1);
    await queue.add("a");
    await a!.done();
    expect(await settled(series)).toMatchObject({ depth: 2, adds: 3 });
  });

  test("begins with what was found, and what became due while no caller looked is there once", async () => {
    const { bench, queue } = await measured();
    await queue.addAll(["a", "b"]);
    await queue.get();
    await queue.addAfter("due", 10);
    await queue.addAfter("later", 1_000);
    bench.crash();
    bench.clock.advance(10);
    const { series } = await measured(bench);
    expect(await settled(series)).toMatchObject({
      depth: 3,
      adds: 1,
      waiting: 1,
      crashed: 1,
      quarantined: 0,
    });
  });

  test("falls after the shutdown too", async () => {
    const { queue, series } = await measured();
    await queue.addAll(["a", "b"]);
    queue.shutDown();
    await queue.get();
    expect(await settled(series)).toMatchObject({ depth: 1 });
  });

  test("does not know a key that no caller was handed", async () => {
    const { queue, series } = await measured();
    await queue.add("a");
    const stop = new AbortController();
    const getting = queue.get(stop.signal);
    stop.abort();
    await expect(getting).rejects.toThrow();
    expect(await settled(series)).toMatchObject({ depth: 1, adds: 1, latency: [], workDuration: [] });
    expect(await queue.stats()).toMatchObject({ ready: 1, done: 0 });
  });
});

describe("The keys that wait", () => {
  test("are counted when they begin and end to wait", async () => {
    const { bench, queue, series } = await measured();
    const waiting = async (): Promise<number> => (await settled(series)).waiting;
    await queue.addAfter("a", 10);
    await queue.addAfter("b", 20);
    await queue.addAfter("c", 20);
    expect(await waiting()).toBe(3);
    await queue.add("b");
    expect(await waiting()).toBe(2);
    await queue.cancel("c");
    expect(await waiting()).toBe(1);
    bench.clock.advance(10);
    expect(await waiting()).toBe(0);
    await (await queue.get())!.retry();
    expect(await waiting()).toBe(1);
  });
});

describe("The latency", () => {
  test("runs from the add to the get, over a restart", async () => {
    const { bench, queue, series } = await measured();
    await queue.addAll(["a", "b"]);
    bench.clock.advance(1_500);
    await queue.get();
    expect(series.latency).toEqual([1.5]);
    await queue.close();
    bench.clock.advance(10_000);
    const reopened = await measured(bench);
    await reopened.queue.getBatch(2);
    expect(reopened.series.latency).toEqual([11.5, 11.5]);
  });

  test("of a key that waited runs from when it was due, and of one that is tried again too", async () => {
    const { bench, queue, series } = await measured();
    await queue.addAfter("a", 10_000);
    bench.clock.advance(10_000);
    bench.clock.advance(2_000);
    await (await queue.get())!.retry();
    bench.clock.advance(10);
    bench.clock.advance(3_000);
    await queue.get();
    expect(series.latency).toEqual([2, 3]);
  });

  test("is never below zero, though the wall clock is set back", async () => {
    const { bench, queue, series } = await measured();
    await queue.add("a");
    bench.clock.setWallTime(0);
    await queue.get();
    expect(series.latency).toEqual([0]);
  });
});

describe("Work", () => {
  test("is measured once for each lease that ended, by whatever ending", async () => {
    const { bench, queue, series } = await measured();
    await queue.addAll(["a", "b", "c", "d"]);
    const [a, b, c, d] = await queue.getBatch(4);
    bench.clock.advance(1_000);
    await a!.done();
    await b!.retry();
    await c!.giveUp("no");
    await d!.giveBack();
    for (const lease of [a, b, c, d]) await lease!.done();
    expect(series.workDuration).toEqual([1, 1, 1, 1]);
    expect(series).toMatchObject({ retries: 1, fenced: 4 });
    bench.clock.advance(500);
    expect(series).toMatchObject({ unfinishedWork: 0, longestRunning: 0 });
  });

  test("that the store did not take is under way still", async () => {
    const refusals = new Refusals();
    const { bench, queue, series } = await measured(new Bench(refusals.around));
    await queue.add("a");
    const lease = (await queue.get())!;
    refusals.refuse("release");
    bench.clock.advance(1_000);
    await expect(lease.done()).rejects.toThrow();
    bench.clock.advance(500);
    expect(series).toMatchObject({ workDuration: [], unfinishedWork: 1.5, longestRunning: 1.5 });
    refusals.relent();
    await lease.done();
    expect(series.workDuration).toEqual([1.5]);
  });
});

describe("The age of the oldest ready key", () => {
  test("is refreshed twice a second, and over a restart", async () => {
    const { bench, queue, series } = await measured();
    await queue.addAll(["a", "b"]);
    bench.clock.advance(1_000);
    expect((await settled(series)).oldestReady).toBe(1);
    await queue.close();
    bench.clock.advance(9_000);
    const reopened = await measured(bench);
    expect((await settled(reopened.series)).oldestReady).toBe(10);
    await reopened.queue.getBatch(2);
    bench.clock.advance(500);
    expect((await settled(reopened.series)).oldestReady).toBe(0);
  });

  test("stays as it was after a shutdown", async () => {
    const { bench, queue, series } = await measured();
    await queue.add("a");
    bench.clock.advance(500);
    await settled(series);
    queue.shutDown();
    bench.clock.advance(10_000);
    await (await queue.get())!.giveBack();
    expect((await settled(series)).oldestReady).toBe(0.5);
    expect(bench.clock.pendingTimers).toBe(0);
  });
});

describe("What is measured costs", () => {
  test("one look at a time, however much happens", async () => {
    const refusals = new Refusals();
    const { bench, queue } = await measured(new Bench(refusals.around));
    await queue.addAll(Array.from({ length: 100 }, (_, i) => `k${i}`));
    await turns(2);
    refusals.calls.length = 0;
    await Promise.all(Array.from({ length: 1_000 }, (_, i) => queue.addAfter(`w${i}`, 1_000_000)));
    await turns(2);
    expect(refusals.calls.filter((verb) => verb === "counts").length).toBeLessThan(10);
    refusals.calls.length = 0;
    for (let second = 0; second < 10; second++) {
      bench.clock.advance(1_000);
      await turns(2);
    }
    expect(refusals.calls).toEqual(Array(10).fill("counts"));
  });

  test("no timer while nothing is ready or processing", async () => {
    const { bench, queue, series } = await measured();
    await queue.add("a");
    await (await queue.get())!.done();
    bench.clock.advance(500);
    await settled(series);
    expect(bench.clock.pendingTimers).toBe(0);
  });

  test("no error when the store does not answer", async () => {
    const refusals = new Refusals();
    const { bench, queue } = await measured(new Bench(refusals.around));
    refusals.refuse("counts");
    expect(await queue.add("a")).toBe("added");
    bench.clock.advance(5_000);
    await turns(2);
    expect(bench.errors).toEqual([]);
  });

  test("nothing where there are no metrics: no look, no timer", async () => {
    const refusals = new Refusals();
    const bench = new Bench(refusals.around);
    const queue = await bench.open();
    await queue.addAll(["a", "b"]);
    await queue.addAfter("w", 10);
    await (await queue.get())!.done();
    await (await queue.get())!.giveBack();
    await queue.cancel("w");
    bench.clock.advance(5_000);
    await turns(2);
    expect(refusals.calls).not.toContain("counts");
    expect(bench.clock.pendingTimers).toBe(0);
  });
});

describe("The series of a queue", () => {
  test("count what its store does", async () => {
    const bench = new Bench();
    let observer: StoreObserver = {};
    const store = wrapped(bench.memory, (_, call) => call());
    const { queue, series } = await measured(bench, {
      store: {
        ...store,
        open(options) {
          observer = options.observer!;
          return store.open(options);
        },
      },
    });
    observer.committed!(3);
    observer.committed!(1);
    expect(series).toMatchObject({ commits: 2, committedVerbs: 4, faulted: 0 });
    const fault = new Error("disk full");
    observer.writeFailed!(fault);
    expect(series.faulted).toBe(1);
    expect((await queue.stats()).fault).toBe(fault);
    observer.writeRecovered!();
    expect(series.faulted).toBe(0);
    expect("fault" in (await queue.stats())).toBe(false);
  });

  test("report a store that could not write before the queue was there", async () => {
    const bench = new Bench();
    const store = wrapped(bench.memory, (_, call) => call());
    const fault = new Error("disk full");
    const { queue, series } = await measured(bench, {
      store: {
        ...store,
        open(options) {
          options.observer!.writeFailed!(fault);
          return store.open(options);
        },
      },
    });
    expect(series.faulted).toBe(1);
    expect((await queue.stats()).fault).toBe(fault);
  });

  test("give the size of the log of its store when they are read", async () => {
    const bench = new Bench();
    let logBytes = 4_096;
    const store = { ...wrapped(bench.memory, (_, call) => call()), stats: () => ({ logBytes }) };
    const { queue, series } = await measured(bench, { store });
    expect(series.logBytes).toBe(4_096);
    logBytes = 8_192;
    await queue.add("a");
    expect((await settled(series)).logBytes).toBe(8_192);
  });

  test("count keys that went to the failed set after too many crashes", async () => {
    const { bench, queue } = await measured(new Bench(), { maxCrashes: 1 });
    await queue.addAll(["a", "b"]);
    await queue.getBatch(2);
    bench.crash();
    const { series } = await measured(bench, { maxCrashes: 1 });
    expect(series).toMatchObject({ crashed: 2, quarantined: 2, depth: 0 });
  });

  test("count what was dropped", async () => {
    const { queue, series } = await measured();
    queue.shutDown();
    await queue.addAll(["a", "b"]);
    await queue.addAfter("c", 10);
    expect(series).toMatchObject({ dropped: 3, adds: 0, retries: 0 });
  });

  test("are gone when it is closed, also when the store refuses that", async () => {
    const refusals = new Refusals();
    const { metrics, queue } = await measured(new Bench(refusals.around));
    expect(metrics.names).toEqual(["q"]);
    refusals.refuse("close");
    await expect(queue.close()).rejects.toThrow();
    expect(metrics.names).toEqual([]);
  });

  test("need no series of durable queues in the backend", async () => {
    const recorded = new MemoryMetrics();
    const metrics: MetricsProvider = {
      queue: (name) => recorded.queue(name),
      delays: (name) => recorded.delays(name),
    };
    await using queue = await new Bench().open({ metrics });
    await queue.add("a");
    expect(recorded.of("q")).toMatchObject({ depth: 1, adds: 1 });
  });
});

test("A fault that is over sets going again what was refused meanwhile, without waiting", async () => {
  const refusals = new Refusals();
  const bench = new Bench(refusals.around);
  let observer: StoreObserver = {};
  const { store } = bench;
  const queue = await bench.open({
    store: {
      ...store,
      open(options) {
        observer = options.observer!;
        return store.open(options);
      },
    },
  });
  await queue.add("a");
  const lease = (await queue.get())!;
  refusals.refuse("release");
  {
    using _ = lease;
  }
  await turns(1);
  refusals.relent();
  observer.writeRecovered!();
  await turns(1);
  expect(await queue.stateOf("a")).toBe("waiting");
});
