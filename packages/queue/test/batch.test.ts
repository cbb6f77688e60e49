import { getEventListeners } from "node:events";
import { ManualClock } from "@workset/clock";
import { describe, expect, it } from "vitest";
import { WorkQueue, type Lease } from "../src/index.ts";
import { isSettled } from "./is-settled.ts";

const keys = (batch: Lease<string>[]): string[] => batch.map(({ key }) => key);

function queueByHand(): { queue: WorkQueue; clock: ManualClock } {
  const clock = new ManualClock();
  return { queue: new WorkQueue({ clock }), clock };
}

describe("a batch that lingers", () => {
  it("waits for its first key as long as it takes, and only then counts the time", async () => {
    const { queue, clock } = queueByHand();
    const batch = queue.getBatch(3, { maxWaitMs: 100 });
    clock.advance(10_000);
    expect([await isSettled(batch), clock.pendingTimers]).toEqual([false, 0]);
    queue.add("a");
    clock.advance(99);
    queue.add("b");
    expect([await isSettled(batch), clock.pendingTimers]).toEqual([false, 1]);
    clock.advance(1);
    expect(keys(await batch)).toEqual(["a", "b"]);
    expect([queue.stats().getters, clock.pendingTimers]).toEqual([0, 0]);
  });

  it("counts the time from the call when keys are ready", async () => {
    const { queue, clock } = queueByHand();
    queue.add("a");
    const batch = queue.getBatch(3, { maxWaitMs: 100 });
    expect(clock.pendingTimers).toBe(1);
    clock.advance(100);
    expect(keys(await batch)).toEqual(["a"]);
  });

  it("resolves as soon as it is full, and takes its timer back", async () => {
    const { queue, clock } = queueByHand();
    queue.add("a");
    const batch = queue.getBatch(3, { maxWaitMs: 100 });
    queue.addAll(["b", "c", "d"]);
    expect(clock.pendingTimers).toBe(0);
    expect(keys(await batch)).toEqual(["a", "b", "c"]);
    expect([queue.stateOf("d"), queue.stats().getters]).toEqual(["ready", 0]);
  });

  it("sets no timer when it is full at once, when it wants one key, or when it need not wait", async () => {
    const { queue, clock } = queueByHand();
    queue.addAll(["a", "b", "c"]);
    expect(keys(await queue.getBatch(2, { maxWaitMs: 100 }))).toEqual(["a", "b"]);
    expect(keys(await queue.getBatch(9, { maxWaitMs: 0 }))).toEqual(["c"]);
    for (const maxWaitMs of [0, -5]) {
      const one = queue.getBatch(9, { maxWaitMs });
      queue.addAll([`x${maxWaitMs}`, `y${maxWaitMs}`]);
      expect(keys(await one)).toEqual([`x${maxWaitMs}`]);
      queue.tryGet();
    }
    const single = queue.getBatch(1, { maxWaitMs: 100 });
    queue.add("z");
    expect(keys(await single)).toEqual(["z"]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("resolves with the keys it holds when it is aborted", async () => {
    const { queue, clock } = queueByHand();
    const stop = new AbortController();
    const batch = queue.getBatch(3, { maxWaitMs: 100, signal: stop.signal });
    queue.add("a");
    stop.abort();
    expect(keys(await batch)).toEqual(["a"]);
    expect(queue.stats().getters).toBe(0);
    expect([clock.pendingTimers, getEventListeners(stop.signal, "abort").length]).toEqual([0, 0]);
    queue.add("b");
    expect(queue.stateOf("b")).toBe("ready");
  });

  it("resolves with what it holds when the queue is shut down, were it nothing", async () => {
    const { queue, clock } = queueByHand();
    const { signal } = new AbortController();
    const holding = queue.getBatch(2, { maxWaitMs: 100, signal });
    const empty = queue.getBatch(2, { maxWaitMs: 100, signal });
    queue.add("a");
    queue.shutDown();
    expect([keys(await holding), keys(await empty)]).toEqual([["a"], []]);
    expect([clock.pendingTimers, getEventListeners(signal, "abort").length]).toEqual([0, 0]);
  });

  it("does not linger in a queue that is shut down", async () => {
    const { queue, clock } = queueByHand();
    queue.add("a");
    queue.shutDown();
    expect(keys(await queue.getBatch(3, { maxWaitMs: 100 }))).toEqual(["a"]);
    expect(keys(await queue.getBatch(3, { maxWaitMs: 100 }))).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("does not get back a key that it holds and that changes meanwhile", async () => {
    const { queue, clock } = queueByHand();
    const batch = queue.getBatch(3, { maxWaitMs: 100 });
    queue.add("a");
    expect(queue.add("a")).toBe("rerun");
    clock.advance(100);
    expect(keys(await batch)).toEqual(["a"]);
    expect(queue.stateOf("a")).toBe("rerun");
  });

  it("may wait without end", async () => {
    const { queue, clock } = queueByHand();
    const batch = queue.getBatch(2, { maxWaitMs: Infinity });
    queue.add("a");
    clock.advance(1e12);
    expect(await isSettled(batch)).toBe(false);
    queue.add("b");
    expect(keys(await batch)).toEqual(["a", "b"]);
    expect(clock.pendingTimers).toBe(0);
  });
});
