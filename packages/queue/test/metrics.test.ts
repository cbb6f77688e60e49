import type { Clock } from "@workset/clock";
import type { MetricsProvider } from "@workset/metrics";
import { describe, expect, it } from "vitest";
import { WorkQueue } from "../src/index.ts";
import { measured } from "./measured.ts";

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
  it("counts keys that need work, also processed ones, while the length counts the ready ones", () => {
    const { queue, series } = measured();
    const seen: [string, number, number][] = [];
    const look = (after: string): void => void seen.push([after, series.depth, queue.length]);
    queue.addAll(["a", "b"]);
    look("two adds");
    const lease = queue.tryGet()!;
    look("a is got");
    queue.add("a");
    look("a is added while processed");
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
      ["a is added while processed", 2, 1],
      ["both are added again", 2, 1],
      ["a is pushed back", 2, 2],
      ["both are got", 0, 0],
    ]);
  });

  it("does not rise for a key that goes to a waiting caller", async () => {
    const { queue, series } = measured();
    const got = queue.get();
    queue.add("a");
    await got;
    expect([series.depth, series.adds, series.latency]).toEqual([0, 1, [0]]);
  });

  it("is kept by priority, and moves with a key that is raised, ready or processing", () => {
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

  it("falls after the shutdown too, as ready keys are got", () => {
    const { queue, series } = measured();
    queue.addAll(["a", "b"]);
    queue.shutDown();
    queue.tryGet();
    expect(series.depth).toBe(1);
  });
});

describe("the counters", () => {
  it("count accepted, coalesced and dropped adds; a key that runs again is none of them", () => {
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

  it("includes the rest of the work on a key that was added while it was processed", () => {
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
