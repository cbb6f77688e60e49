import { ManualClock } from "@workset/clock";
import {
  Channel,
  debounced,
  interval,
  forObjects,
  fromAsyncIterable,
  type EventSource,
} from "@workset/controller";
import { describe, expect, test } from "vitest";
import { startSource } from "./start-source.ts";
import { FakeInformer, pod, type Pod } from "./fake-informer.ts";

const turn = (): Promise<void> => new Promise(setImmediate);

describe("interval", () => {
  test("enqueues its items at the start and after each period, with a low priority", async () => {
    const { items, clock } = startSource(interval(1000, () => ["a", "b"]));
    await turn();
    clock.advance(999);
    await turn();
    expect(items).toHaveLength(2);
    clock.advance(1);
    await turn();
    expect(items).toEqual([
      ["a", -100],
      ["b", -100],
      ["a", -100],
      ["b", -100],
    ]);
  });

  test("reports a round that fails, makes the next, and has synced after the first that did not fail", async () => {
    let rounds = 0;
    const source = interval(1000, () => {
      if (rounds++ === 0) throw new Error("away");
      return ["a"];
    });
    const { items, reports, clock, synced: syncing } = startSource(source);
    let synced = false;
    void syncing.then(() => (synced = true));
    await turn();
    expect([reports, items, synced]).toEqual([[new Error("away")], [], false]);
    clock.advance(1000);
    await syncing;
    expect(items).toEqual([["a", -100]]);
  });

  test("aborts the signal of a round when it stops, and ignores what the round throws then", async () => {
    const source = interval<string>(1000, async function* (signal) {
      yield "a";
      await new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason as Error)),
      );
    });
    const { items, reports, clock } = startSource(source);
    await turn();
    await source.stop();
    expect([items.length, reports, clock.pendingTimers]).toEqual([1, [], 0]);
  });

  test("leaves no timer behind when it stops, and enqueues nothing more", async () => {
    const source = interval(1000, () => ["a"]);
    const { items, clock } = startSource(source);
    await turn();
    await source.stop();
    expect(clock.pendingTimers).toBe(0);
    clock.advance(5000);
    await turn();
    expect(items).toHaveLength(1);
  });

  test("rejects its start with the reason of the signal", async () => {
    const source = interval(1000, () => {
      throw new Error("away");
    });
    const { synced } = startSource(source, { signal: AbortSignal.abort(new Error("enough")) });
    await expect(synced).rejects.toThrow("enough");
    await source.stop();
  });

  test("refuses a period that is not above zero", () => {
    expect(() => interval(0, () => [])).toThrow(
      "periodMs must be a number of milliseconds, above 0, but it is 0",
    );
    expect(() => interval(Number.NaN, () => [])).toThrow("periodMs");
  });
});

describe("fromAsyncIterable", () => {
  test("enqueues each item of an iteration, the next when the one before is in the queue", async () => {
    const committed = Promise.withResolvers<void>();
    const source = fromAsyncIterable(async function* () {
      yield* ["a", "b"];
    });
    const { items, synced } = startSource(source, { enqueue: () => committed.promise });
    await turn();
    expect(items).toEqual([["a", 0]]);
    committed.resolve();
    await turn();
    expect(items).toHaveLength(2);
    await synced;
    await source.stop();
  });

  test("reports an iteration that fails and opens it again, later each time in a row", async () => {
    let opened = 0;
    const source = fromAsyncIterable(
      async function* () {
        opened++;
        yield* [] as string[];
        throw new Error("line dead");
      },
      { retryMs: 100 },
    );
    const { reports, clock } = startSource(source);
    await turn();
    clock.advance(150);
    await turn();
    clock.advance(199);
    await turn();
    expect(opened).toBe(2);
    clock.advance(101);
    await turn();
    expect([opened, reports.length]).toEqual([3, 3]);
    await source.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  test("enqueues an item again that the queue refused, because the iteration may not yield it twice", async () => {
    let opened = 0;
    let full = 2;
    const source = fromAsyncIterable(async function* () {
      opened++;
      yield* ["a", "b"];
    });
    const enqueue = async (): Promise<void> => {
      if (full-- > 0) throw new Error("disk full");
    };
    const { items, reports, clock } = startSource(source, { enqueue });
    for (const ms of [1500, 3000]) {
      await turn();
      clock.advance(ms);
    }
    await turn();
    expect(items.map(([item]) => item)).toEqual(["a", "a", "a", "b"]);
    expect([opened, reports]).toEqual([1, [new Error("disk full"), new Error("disk full")]]);
    expect(clock.pendingTimers).toBe(0);
  });

  test("stops while the queue refuses an item", async () => {
    const source = fromAsyncIterable(async function* () {
      yield* ["a", "b"];
    });
    const { items, clock } = startSource(source, { enqueue: () => Promise.reject(new Error("disk full")) });
    await turn();
    await source.stop();
    expect([items.length, clock.pendingTimers]).toEqual([1, 0]);
  });

  test("aborts its signal when it stops, and ignores what the iteration throws then", async () => {
    const source = fromAsyncIterable(async function* (signal): AsyncGenerator<string> {
      await new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason as Error)),
      );
      yield "never";
    });
    const { items, reports } = startSource(source);
    await turn();
    await source.stop();
    expect([items, reports]).toEqual([[], []]);
  });
});

describe("a channel", () => {
  test("enqueues what is pushed, with its priority, and resolves when it is in the queue", async () => {
    const channel = new Channel();
    const committed = Promise.withResolvers<void>();
    const { items } = startSource(channel, { enqueue: () => committed.promise });
    let settled = false;
    const pushing = channel.push("a", { priority: 7 }).then(() => (settled = true));
    await turn();
    expect([items, settled]).toEqual([[["a", 7]], false]);
    committed.resolve();
    await pushing;
  });

  test("keeps a push from before the start until then", async () => {
    const channel = new Channel();
    const pushing = channel.push("early");
    const { items } = startSource(channel);
    await pushing;
    expect(items).toEqual([["early", 0]]);
  });

  test("refuses a push after its stop, and one that waited for a start that never came", async () => {
    const channel = new Channel("hooks");
    const early = channel.push("early");
    await Promise.all([expect(early).rejects.toThrow("hooks was stopped"), channel.stop()]);
    await expect(channel.push("late")).rejects.toThrow("hooks was stopped");
  });
});

describe("a debounced source", () => {
  const pushes = async (debounce: Parameters<typeof debounced>[1]) => {
    const channel = new Channel();
    const clock = new ManualClock();
    const source: EventSource<string> = debounced(channel, debounce);
    const { options, synced } = startSource(source, { clock });
    await synced;
    return { channel, clock, options, source };
  };

  test("delays each key; the earliest of a burst wins by default", async () => {
    const { channel, options } = await pushes({ waitMs: 500 });
    await channel.push("a", { priority: 3 });
    expect(options).toEqual([{ delayMs: 500, priority: 3 }]);
  });

  test("lets the latest of a burst win, up to the longest wait", async () => {
    const { channel, clock, options } = await pushes({ waitMs: 500, wins: "latest", maxWaitMs: 1200 });
    const delays = async (stepMs: number): Promise<number | undefined> => {
      clock.advance(stepMs);
      await channel.push("a");
      return options.at(-1)?.delayMs;
    };
    expect([await delays(0), await delays(400), await delays(400), await delays(300)]).toEqual([
      500, 500, 400, 100,
    ]);
    expect(options.every(({ replace }) => replace)).toBe(true);
    expect(await delays(100)).toBe(500); // a new burst
  });

  test("enqueues at once what exists before the source has synced", async () => {
    const pods = new FakeInformer<Pod>();
    const source = debounced(forObjects(pods), { waitMs: 500 });
    const { options, synced } = startSource(source);
    await pods.added(pod("a"), true);
    pods.sync();
    await synced;
    await pods.added(pod("b"));
    expect(options).toEqual([{ priority: -100 }, { priority: 0, delayMs: 500 }]);
  });

  test("keeps the bursts of different keys apart", async () => {
    const { channel, clock, options } = await pushes({ waitMs: 500, wins: "latest", maxWaitMs: 600 });
    await channel.push("a");
    clock.advance(400);
    await channel.push("b");
    await channel.push("a");
    expect(options.map(({ delayMs }) => delayMs)).toEqual([500, 500, 200]);
  });

  test("begins a new burst of a key during an older burst of another key", async () => {
    const { channel, clock, options } = await pushes({ waitMs: 500, wins: "latest", maxWaitMs: 1000 });
    for (const [key, stepMs] of [
      ["a", 0],
      ["b", 100],
      ["a", 350],
      ["a", 450],
      ["b", 50],
    ] as const) {
      clock.advance(stepMs);
      await channel.push(key);
    }
    expect(options.map(({ delayMs }) => delayMs)).toEqual([500, 500, 500, 100, 500]);
  });

  test("refuses a longest wait that is shorter than the wait", () => {
    expect(() => debounced(new Channel(), { waitMs: 500, maxWaitMs: 100 })).toThrow(
      "debounce.maxWaitMs must be at least debounce.waitMs, 500, but it is 100",
    );
  });

  test("syncs and stops with its source", async () => {
    const { channel, source } = await pushes({ waitMs: 500 });
    await source.stop();
    await expect(channel.push("a")).rejects.toThrow("stopped");
  });
});
