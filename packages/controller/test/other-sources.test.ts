import { ManualClock } from "@workset/clock";
import {
  Channel,
  debounced,
  interval,
  forObjects,
  fromAsyncIterable,
  type EventSource,
} from "@workset/controller";
import { describe, expect, it } from "vitest";
import { startSource } from "./start-source.ts";
import { FakeInformer, pod, type Pod } from "./fake-informer.ts";

const turn = (): Promise<void> => new Promise(setImmediate);

describe("interval", () => {
  it("asks for its items at the start and after each period, behind what has changed", async () => {
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

  it("reports a round that fails, makes the next, and has synced after the first that did not fail", async () => {
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

  it("aborts the signal of a round when it stops, and takes no notice of what that throws", async () => {
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

  it("leaves no timer behind when it stops, and asks for nothing more", async () => {
    const source = interval(1000, () => ["a"]);
    const { items, clock } = startSource(source);
    await turn();
    await source.stop();
    expect(clock.pendingTimers).toBe(0);
    clock.advance(5000);
    await turn();
    expect(items).toHaveLength(1);
  });

  it("ends a wait for its sync with the reason of the signal", async () => {
    const source = interval(1000, () => {
      throw new Error("away");
    });
    const { synced } = startSource(source, { signal: AbortSignal.abort(new Error("enough")) });
    await expect(synced).rejects.toThrow("enough");
    await source.stop();
  });

  it("refuses a period that is none", () => {
    expect(() => interval(0, () => [])).toThrow(
      "periodMs must be a number of milliseconds, above 0, but it is 0",
    );
    expect(() => interval(Number.NaN, () => [])).toThrow("periodMs");
  });
});

describe("fromAsyncIterable", () => {
  it("asks for each item of an iteration, the next when the one before is in the queue", async () => {
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

  it("reports an iteration that fails and opens it again, later each time in a row", async () => {
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

  it("asks again for an item that the queue refused, as the iteration may not tell it twice", async () => {
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

  it("stops while the queue refuses an item", async () => {
    const source = fromAsyncIterable(async function* () {
      yield* ["a", "b"];
    });
    const { items, clock } = startSource(source, { enqueue: () => Promise.reject(new Error("disk full")) });
    await turn();
    await source.stop();
    expect([items.length, clock.pendingTimers]).toEqual([1, 0]);
  });

  it("aborts its signal when it stops, and takes no notice of what that throws", async () => {
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
  it("passes on what it is told, with its priority, and answers when it is in the queue", async () => {
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

  it("keeps what comes before the start until then", async () => {
    const channel = new Channel();
    const pushing = channel.push("early");
    const { items } = startSource(channel);
    await pushing;
    expect(items).toEqual([["early", 0]]);
  });

  it("refuses what comes after its stop, and what waited for a start that never came", async () => {
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

  it("lets each key wait; the earliest of a burst wins unless told otherwise", async () => {
    const { channel, options } = await pushes({ waitMs: 500 });
    await channel.push("a", { priority: 3 });
    expect(options).toEqual([{ delayMs: 500, priority: 3 }]);
  });

  it("lets the latest of a burst win, but not for longer than the longest wait", async () => {
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

  it("asks at once for what is there before the source has synced", async () => {
    const pods = new FakeInformer<Pod>();
    const source = debounced(forObjects(pods), { waitMs: 500 });
    const { options, synced } = startSource(source);
    await pods.added(pod("a"), true);
    pods.sync();
    await synced;
    await pods.added(pod("b"));
    expect(options).toEqual([{ priority: -100 }, { priority: 0, delayMs: 500 }]);
  });

  it("tells the bursts of different keys apart", async () => {
    const { channel, clock, options } = await pushes({ waitMs: 500, wins: "latest", maxWaitMs: 600 });
    await channel.push("a");
    clock.advance(400);
    await channel.push("b");
    await channel.push("a");
    expect(options.map(({ delayMs }) => delayMs)).toEqual([500, 500, 200]);
  });

  it("begins a new burst of a key although an older burst of another is under way", async () => {
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

  it("refuses a longest wait that is shorter than the wait", () => {
    expect(() => debounced(new Channel(), { waitMs: 500, maxWaitMs: 100 })).toThrow(
      "debounce.maxWaitMs must be at least debounce.waitMs, 500, but it is 100",
    );
  });

  it("syncs and stops as the source it is laid over", async () => {
    const { channel, source } = await pushes({ waitMs: 500 });
    await source.stop();
    await expect(channel.push("a")).rejects.toThrow("stopped");
  });
});
