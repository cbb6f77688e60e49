import { MemoryMetrics } from "@workset/metrics";
import { describe, expect, it } from "vitest";

const zeros = {
  depth: 0,
  depthByPriority: new Map(),
  adds: 0,
  retries: 0,
  coalesced: 0,
  dropped: 0,
  waiting: 0,
  unfinishedWork: 0,
  longestRunning: 0,
  oldestReady: 0,
  crashed: 0,
  quarantined: 0,
  fenced: 0,
  commits: 0,
  committedVerbs: 0,
  faulted: 0,
  logBytes: 0,
  latency: [],
  workDuration: [],
};

describe("MemoryMetrics", () => {
  it("starts every series at zero when a queue is made", () => {
    const metrics = new MemoryMetrics();
    metrics.queue("pods");
    metrics.delays("nodes");
    expect(metrics.names).toEqual(["pods", "nodes"]);
    expect(metrics.of("pods")).toEqual(zeros);
    expect(metrics.of("nodes")).toEqual(zeros);
    expect(metrics.of("services")).toBeUndefined();
  });

  it("records all that a queue reports, each series by itself", () => {
    const metrics = new MemoryMetrics();
    const series = metrics.queue("pods");
    series.adds.inc();
    series.adds.inc(4);
    series.coalesced.inc();
    series.coalesced.inc(2);
    series.dropped.inc();
    series.dropped.inc(9);
    for (const seconds of [0.5, 0.25]) series.latency.observe(seconds);
    for (const seconds of [2, 1]) series.workDuration.observe(seconds);
    for (const seconds of [1, 7]) series.unfinishedWork.set(seconds);
    for (const seconds of [1, 6]) series.longestRunning.set(seconds);
    for (const seconds of [9, 8]) series.oldestReady.set(seconds);
    expect(metrics.of("pods")).toEqual({
      ...zeros,
      adds: 5,
      coalesced: 3,
      dropped: 10,
      latency: [0.5, 0.25],
      workDuration: [2, 1],
      unfinishedWork: 7,
      longestRunning: 6,
      oldestReady: 8,
    });
  });

  it("records all that the delays over a queue report, beside what the queue reports", () => {
    const metrics = new MemoryMetrics();
    metrics.queue("pods").adds.inc();
    const delays = metrics.delays("pods");
    delays.retries.inc();
    delays.retries.inc(2);
    for (const keys of [5, 4]) delays.waiting.set(keys);
    expect(metrics.of("pods")).toEqual({ ...zeros, adds: 1, retries: 3, waiting: 4 });
  });

  it("records all that a durable queue reports besides", () => {
    const metrics = new MemoryMetrics();
    const durable = metrics.durable("pods");
    durable.crashed.inc(3);
    durable.quarantined.inc();
    durable.fenced.inc(2);
    durable.commits.inc();
    durable.committedVerbs.inc(100);
    durable.faulted.set(1);
    durable.logBytes.set(4_096);
    expect(metrics.of("pods")).toEqual({
      ...zeros,
      crashed: 3,
      quarantined: 1,
      fenced: 2,
      commits: 1,
      committedVerbs: 100,
      faulted: 1,
      logBytes: 4_096,
    });
    durable.faulted.set(0);
    expect(metrics.of("pods")?.faulted).toBe(0);
  });

  it("records the depth by priority, and its sum", () => {
    const metrics = new MemoryMetrics();
    const { depth } = metrics.queue("pods");
    for (const priority of [0, 0, 10, -5]) depth.inc(priority);
    depth.dec(10);
    depth.inc(-5, 10);
    depth.inc(0, 0);
    expect(metrics.of("pods")?.depth).toBe(13);
    expect(metrics.of("pods")?.depthByPriority).toEqual(
      new Map([
        [0, 2],
        [10, 0],
        [-5, 11],
      ]),
    );
  });

  it("keeps the series of two queues apart, whatever their names", () => {
    const metrics = new MemoryMetrics();
    const names = ["__proto__", "constructor", 'a"b', "a\nb", ""];
    names.forEach((name, i) => metrics.queue(name).adds.inc(i));
    expect(metrics.names).toEqual(names);
    expect(names.map((name) => metrics.of(name)?.adds)).toEqual([0, 1, 2, 3, 4]);
  });
});

describe("disposing of series", () => {
  it("removes them, and the next queue of that name starts at zero", () => {
    const metrics = new MemoryMetrics();
    const series = metrics.queue("pods");
    series.adds.inc();
    series[Symbol.dispose]();
    expect(metrics.of("pods")).toBeUndefined();
    expect(metrics.names).toEqual([]);
    metrics.queue("pods");
    expect(metrics.of("pods")).toEqual(zeros);
  });

  it("leaves them while the name is used: by its delays, its store, another queue", () => {
    const metrics = new MemoryMetrics();
    const users = [
      metrics.queue("pods"),
      metrics.delays("pods"),
      metrics.durable("pods"),
      metrics.queue("pods"),
    ];
    for (const user of users) {
      expect(metrics.of("pods")).toBeDefined();
      user[Symbol.dispose]();
    }
    expect(metrics.of("pods")).toBeUndefined();
  });

  it("counts once, however often it is done", () => {
    const metrics = new MemoryMetrics();
    const first = metrics.queue("pods");
    metrics.queue("pods").adds.inc();
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    expect(metrics.of("pods")?.adds).toBe(1);
  });

  it("makes later updates vanish", () => {
    const metrics = new MemoryMetrics();
    const series = metrics.queue("pods");
    series[Symbol.dispose]();
    metrics.queue("pods");
    series.workDuration.observe(1);
    series.depth.dec(0);
    expect(metrics.of("pods")).toEqual(zeros);
  });
});

describe("what MemoryMetrics remembers of controllers", () => {
  it("starts at zero, is shared by those of one name, and goes with the last of them", () => {
    const metrics = new MemoryMetrics();
    const first = metrics.controller("pods");
    const second = metrics.controller("pods");
    const zeros = {
      success: 0,
      requeueAfter: 0,
      error: 0,
      terminalErrors: 0,
      timeouts: 0,
      maxConcurrent: 0,
      activeWorkers: 0,
    };
    expect(metrics.ofController("pods")).toEqual({ ...zeros, runTime: [] });
    first.success.inc();
    second.success.inc(2);
    first.requeueAfter.inc();
    first.error.inc(4);
    first.terminalErrors.inc(5);
    first.timeouts.inc(6);
    first.maxConcurrent.set(7);
    first.activeWorkers.set(8);
    first.runTime.observe(0.5);
    expect(metrics.ofController("pods")).toEqual({
      success: 3,
      requeueAfter: 1,
      error: 4,
      terminalErrors: 5,
      timeouts: 6,
      maxConcurrent: 7,
      activeWorkers: 8,
      runTime: [0.5],
    });
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    expect(metrics.ofController("pods")).toBeDefined();
    second[Symbol.dispose]();
    expect(metrics.ofController("pods")).toBeUndefined();
    expect(metrics.names).toEqual([]);
  });
});
