import { ManualClock, type Clock, type TimerOptions } from "@workset/clock";
import { MemoryMetrics, type MetricsProvider, type RecordedSeries } from "@workset/metrics";
import { describe, expect, it } from "vitest";
import { WorkQueue } from "../src/index.ts";

interface Measured {
  readonly queue: WorkQueue;
  readonly clock: ManualClock;
  readonly metrics: MemoryMetrics;
  readonly series: RecordedSeries;
}

/** A measured queue that was made when its clock stood at `madeAt`. */
function measured(madeAt = 0): Measured {
  const clock = new ManualClock();
  clock.advance(madeAt);
  const metrics = new MemoryMetrics();
  const queue = new WorkQueue({ name: "pods", metrics, clock });
  return { queue, clock, metrics, series: metrics.of("pods")! };
}

const ages = ({ unfinishedWork, longestRunning, oldestReady }: RecordedSeries): number[] => [
  unfinishedWork,
  longestRunning,
  oldestReady,
];

/** Throws whenever it is asked for anything. */
const untouched = new Proxy(
  {},
  {
    get(_, property) {
      throw new Error(`asked for ${String(property)}`);
    },
  },
);

describe("the depth", () => {
  it("counts keys that need work, those in hand too, where the length counts those in line", () => {
    const { queue, series } = measured();
    const seen: [string, number, number][] = [];
    const look = (after: string): void => void seen.push([after, series.depth, queue.length]);
    queue.addAll(["a", "b"]);
    look("two adds");
    const lease = queue.tryGet()!;
    look("a is got");
    queue.add("a");
    look("a changes in hand");
    queue.addAll(["a", "b"]);
    look("both are added again");
    lease.done();
    look("a is pushed back");
    queue.tryGet();
    queue.tryGet();
    look("both are got");
    expect(seen).toEqual([
      ["two adds", 2, 2],
      ["a is got", 1, 1],
      ["a changes in hand", 2, 1],
      ["both are added again", 2, 1],
      ["a is pushed back", 2, 2],
      ["both are got", 0, 0],
    ]);
  });

  it("does not rise for a key that goes straight to somebody who waits", async () => {
    const { queue, series } = measured();
    const got = queue.get();
    queue.add("a");
    await got;
    expect([series.depth, series.adds, series.latency]).toEqual([0, 1, [0]]);
  });

  it("is kept by priority, and moves with a key that is raised, in line or in hand", () => {
    const { queue, series } = measured();
    const depths = (): [number, number][] =>
      [...series.depthByPriority].filter(([, depth]) => depth !== 0).toSorted(([a], [b]) => a - b);
    queue.add("a", { priority: -1 });
    queue.add("b");
    queue.add("c");
    expect(depths()).toEqual([
      [-1, 1],
      [0, 2],
    ]);
    queue.add("a", { priority: 7 });
    queue.add("b", { priority: -3 });
    expect(depths()).toEqual([
      [0, 2],
      [7, 1],
    ]);

    const lease = queue.tryGet()!;
    expect(lease.priority).toBe(7);
    queue.add("a", { priority: 1 });
    queue.add("a", { priority: 2 });
    expect(depths()).toEqual([
      [0, 2],
      [2, 1],
    ]);
    lease.done();
    for (let i = 0; i < 3; i++) queue.tryGet()!.done();
    expect(depths()).toEqual([]);
    expect(series.depth).toBe(0);
  });

  it("goes on falling after the shutdown, as what is ready is got", () => {
    const { queue, series } = measured();
    queue.addAll(["a", "b"]);
    queue.shutDown();
    queue.tryGet();
    expect(series.depth).toBe(1);
  });
});

describe("the counters", () => {
  it("tell accepted, coalesced and dropped adds apart; a push-back is none of them", () => {
    const { queue, series } = measured();
    queue.addAll(["a", "b", "a", "a"]);
    const lease = queue.tryGet()!;
    queue.add("a");
    queue.add("a");
    lease.done();
    queue.shutDown();
    queue.addAll(["a", "c"]);
    expect(series).toMatchObject({ adds: 3, coalesced: 3, dropped: 2, retries: 0 });
  });
});

describe("the latency", () => {
  it("runs from the first accepted add until the key is got, in seconds", () => {
    const { queue, clock, series } = measured();
    queue.add("a");
    clock.advance(1_500);
    queue.add("a", { priority: 3 });
    clock.advance(500);
    queue.tryGet();
    expect(series.latency).toEqual([2]);
  });

  it("includes the rest of the work on a key that was added again in hand", () => {
    const { queue, clock, series } = measured();
    queue.add("a");
    const lease = queue.tryGet()!;
    clock.advance(1_000);
    queue.add("a");
    clock.advance(3_000);
    lease.done();
    clock.advance(250);
    queue.tryGet();
    expect(series.latency).toEqual([0, 3.25]);
  });
});

describe("the work duration", () => {
  it("runs from get to done, once for each lease", () => {
    const { queue, clock, series } = measured();
    queue.addAll(["a", "b"]);
    const a = queue.tryGet()!;
    clock.advance(100);
    queue.tryGet();
    clock.advance(400);
    queue.done("b");
    queue.done("b");
    clock.advance(500);
    a.done();
    a.done();
    expect(series.workDuration).toEqual([0.4, 1]);
  });
});

describe("the ages", () => {
  it("are refreshed at every 500 ms since the queue was made, and not in between", () => {
    const { queue, clock, series } = measured(130);
    clock.advance(70);
    queue.addAll(["a", "b", "c"]);
    clock.advance(100);
    queue.tryGet();
    clock.advance(200);
    queue.tryGet();
    clock.advance(129);
    expect([clock.now(), ...ages(series)]).toEqual([629, 0, 0, 0]);
    clock.advance(1);
    expect([clock.now(), ...ages(series)]).toEqual([630, 0.33 + 0.13, 0.33, 0.43]);
    clock.advance(499);
    expect(ages(series)).toEqual([0.33 + 0.13, 0.33, 0.43]);
    clock.advance(1);
    expect([clock.now(), ...ages(series)]).toEqual([1_130, 0.83 + 0.63, 0.83, 0.93]);
  });

  it("keep to the same beat after a rest, and after the clock was late", () => {
    const { queue, clock, series } = measured();
    queue.add("a");
    queue.tryGet()!.done();
    clock.advance(20_250);
    queue.add("b");
    queue.tryGet();
    clock.advance(249);
    expect(ages(series)).toEqual([0, 0, 0]);
    clock.advance(1);
    expect(ages(series)).toEqual([0.25, 0.25, 0]);
    clock.advance(1_700);
    expect(ages(series)).toEqual([1.95, 1.95, 0]);
    clock.advance(299);
    expect(ages(series)).toEqual([1.95, 1.95, 0]);
    clock.advance(1);
    expect(ages(series)).toEqual([2.25, 2.25, 0]);
  });

  it("return to zero once nothing is in hand or ready", () => {
    const { queue, clock, series } = measured();
    queue.addAll(["a", "b"]);
    const lease = queue.tryGet()!;
    clock.advance(500);
    expect(ages(series)).toEqual([0.5, 0.5, 0.5]);
    lease.done();
    queue.tryGet()!.done();
    clock.advance(500);
    expect(ages(series)).toEqual([0, 0, 0]);
  });

  it("include those of a key that came back, from its new get and its new add", () => {
    const { queue, clock, series } = measured();
    queue.add("a");
    const lease = queue.tryGet()!;
    clock.advance(200);
    queue.add("a");
    lease.done();
    clock.advance(300);
    expect(ages(series)).toEqual([0, 0, 0.3]);
    queue.tryGet();
    clock.advance(500);
    expect(ages(series)).toEqual([0.5, 0.5, 0]);
  });

  it("look for the key that is ready the longest in every priority", () => {
    const { queue, clock, series } = measured();
    queue.add("high", { priority: 5 });
    clock.advance(100);
    queue.add("low", { priority: -5 });
    clock.advance(100);
    queue.add("middle");
    clock.advance(300);
    expect(series.oldestReady).toBe(0.5);
    queue.tryGet()!.done();
    clock.advance(500);
    expect(series.oldestReady).toBe(0.9);
  });

  it.each([
    ["a shutdown", (queue: WorkQueue) => queue.shutDown()],
    ["a drain", (queue: WorkQueue) => void queue.shutDownWithDrain()],
  ])("stay at their last value after %s, while the rest is still measured", (_, close) => {
    const { queue, clock, series } = measured();
    queue.addAll(["a", "b"]);
    queue.tryGet();
    clock.advance(700);
    close(queue);
    expect(clock.pendingTimers).toBe(0);
    clock.advance(5_300);
    queue.tryGet();
    queue.done("a");
    clock.advance(1_000);
    expect(ages(series)).toEqual([0.7, 0.7, 0.7]);
    expect(series).toMatchObject({ depth: 0, latency: [0, 6], workDuration: [6] });
  });
});

describe("the refresh timer", () => {
  it("is one, is there only while there is an age to show, and goes with the queue", () => {
    const { queue, clock } = measured();
    expect(clock.pendingTimers).toBe(0);
    queue.addAll(["a", "b", "c"]);
    expect(clock.pendingTimers).toBe(1);
    const lease = queue.tryGet()!;
    queue.add("a");
    clock.advance(500);
    expect(clock.pendingTimers).toBe(1);
    lease.done();
    for (let i = 0; i < 3; i++) queue.tryGet()!.done();
    clock.advance(500);
    expect(clock.pendingTimers).toBe(0);
    clock.advance(10_000);
    queue.add("d");
    expect(clock.pendingTimers).toBe(1);
    queue[Symbol.dispose]();
    expect(clock.pendingTimers).toBe(0);
    queue.add("e");
    expect(clock.pendingTimers).toBe(0);
  });

  it("is not set by adds that are refused", () => {
    const { queue, clock } = measured();
    queue.shutDown();
    queue.add("a");
    expect(() => queue.add("b", { priority: NaN })).toThrow(RangeError);
    expect(clock.pendingTimers).toBe(0);
  });

  it("keeps no process alive", () => {
    const seen: (TimerOptions | undefined)[] = [];
    const manual = new ManualClock();
    const clock: Clock = {
      now: () => manual.now(),
      wallNow: () => manual.wallNow(),
      after(delayMs, wake, options) {
        seen.push(options);
        return manual.after(delayMs, wake);
      },
    };
    const queue = new WorkQueue({ name: "pods", metrics: new MemoryMetrics(), clock });
    queue.add("a");
    manual.advance(1_000);
    expect(seen).toEqual([{ keepsAlive: false }, { keepsAlive: false }]);
  });
});

describe("metrics", () => {
  it.each([
    ["a name", { metrics: untouched as MetricsProvider }],
    ["a provider", { name: "pods" }],
    ["a name that is not empty", { name: "", metrics: untouched as MetricsProvider }],
  ])("cost nothing without %s: neither the provider nor the clock is asked", (_, options) => {
    const queue = new WorkQueue({ ...options, clock: untouched as Clock });
    queue.addAll(["a", "b", "a"]);
    const lease = queue.tryGet()!;
    queue.add("a", { priority: 2 });
    lease.done();
    queue[Symbol.dispose]();
    queue.add("c");
    expect(queue.stats().adds).toEqual({ added: 2, coalesced: 1, rerun: 1, dropped: 1 });
  });

  it("are gone when the queue is disposed, and only those of this queue", () => {
    const { queue, metrics, clock } = measured();
    using other = new WorkQueue({ name: "nodes", metrics, clock });
    queue.add("a");
    queue.shutDown();
    expect(metrics.names).toEqual(["pods", "nodes"]);
    queue[Symbol.dispose]();
    queue[Symbol.dispose]();
    other.add("n");
    expect(metrics.names).toEqual(["nodes"]);
    expect(metrics.of("nodes")!.depth).toBe(1);
  });
});
