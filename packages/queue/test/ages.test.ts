import { ManualClock, type Clock, type TimerOptions } from "@workset/clock";
import { MemoryMetrics, type RecordedSeries } from "@workset/metrics";
import { describe, expect, it } from "vitest";
import { WorkQueue } from "../src/index.ts";
import { measured } from "./measured.ts";

const ages = ({ unfinishedWork, longestRunning, oldestReady }: RecordedSeries): number[] => [
  unfinishedWork,
  longestRunning,
  oldestReady,
];

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

  it("return to zero once nothing is ready or processing", () => {
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
