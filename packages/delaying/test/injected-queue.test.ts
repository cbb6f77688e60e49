import { ManualClock } from "@workset/clock";
import { MemoryMetrics } from "@workset/metrics";
import { WorkQueue } from "@workset/queue";
import { describe, expect, it } from "vitest";
import { DelayingQueue } from "../src/index.ts";

interface Pod {
  readonly name: string;
  readonly phase: string;
}

describe("a queue that is given to a delaying queue", () => {
  it("is the one to which due keys are added, and from which they are got", async () => {
    const clock = new ManualClock();
    const inner = new WorkQueue({ clock });
    const queue = new DelayingQueue({ clock, queue: inner });
    queue.addAfter("a", 10);
    const got = inner.get();
    clock.advance(10);
    expect((await got)?.key).toBe("a");
    inner.add("b");
    expect([queue.stateOf("a"), queue.tryGet()?.key, queue.length]).toEqual(["processing", "b", 0]);
  });

  it("rules by its own options: key, payload, ageing and metrics", () => {
    const metrics = new MemoryMetrics();
    const clock = new ManualClock();
    const inner = new WorkQueue<Pod>({
      name: "inner",
      metrics,
      clock,
      keyOf: ({ name }) => name,
      payload: "first",
    });
    const others = new MemoryMetrics();
    const queue = new DelayingQueue<Pod>({
      queue: inner,
      clock,
      metrics: others,
      keyOf: ({ phase }) => phase,
      payload: "latest",
    });
    queue.addAfter({ name: "web", phase: "first" }, 10);
    queue.addAfter({ name: "web", phase: "second" }, 5);
    clock.advance(5);
    queue.add({ name: "web", phase: "third" });
    expect(queue.list()).toMatchObject([{ key: "web", item: { phase: "first" } }]);
    expect(queue.name).toBe("inner");
    expect(metrics.of("inner")).toMatchObject({ adds: 1, coalesced: 1, retries: 0 });
    expect(others.of("inner")).toMatchObject({ adds: 0, coalesced: 0, retries: 2 });
  });

  it("leaves the delays a name and metrics of their own", () => {
    const metrics = new MemoryMetrics();
    const clock = new ManualClock();
    const inner = new WorkQueue({ name: "inner", clock });
    using queue = new DelayingQueue({ queue: inner, name: "outer", metrics, clock });
    queue.addAfter("a", 10);
    expect([queue.name, metrics.names]).toEqual(["outer", ["outer"]]);
    expect(metrics.of("outer")).toMatchObject({ retries: 1, waiting: 1, adds: 0 });
  });

  it("leaves the delays a clock of their own, and their merging", () => {
    const clock = new ManualClock();
    const inners = new ManualClock();
    const queue = new DelayingQueue({ queue: new WorkQueue({ clock: inners }), clock, merge: true });
    queue.addAfter("a", 10);
    inners.advance(1_000);
    expect([queue.length, inners.pendingTimers, clock.pendingTimers]).toEqual([0, 0, 1]);
    queue.add("a");
    expect([queue.length, queue.stats().waiting, clock.pendingTimers]).toEqual([1, 0, 0]);
  });

  it("is shut down, drained and disposed together with the delays", async () => {
    const metrics = new MemoryMetrics();
    const clock = new ManualClock();
    const inner = new WorkQueue({ name: "inner", metrics, clock });
    const queue = new DelayingQueue({ queue: inner, clock });
    inner.add("a");
    queue.addAfter("b", 10);
    const draining = queue.shutDownWithDrain();
    expect([inner.shuttingDown, queue.shuttingDown]).toEqual([true, true]);
    inner.tryGet()!.done();
    expect(await draining).toEqual({ ended: "drained", ready: 0, processing: 0, waiting: 1 });
    queue[Symbol.dispose]();
    expect(metrics.names).toEqual([]);
  });

  it("may be shut down by itself: from then on delays are dropped, those under way when they are due", () => {
    const clock = new ManualClock();
    const inner = new WorkQueue({ clock });
    const queue = new DelayingQueue({ queue: inner, clock });
    queue.addAfter("a", 10);
    inner.shutDown();
    expect([queue.addAfter("b", 10), queue.stats().waiting]).toEqual(["dropped", 1]);
    clock.advance(10);
    expect([queue.length, queue.stats().waiting, clock.pendingTimers]).toEqual([0, 0, 0]);
    expect(queue.stats().adds.dropped).toBe(2);
  });

  it("may have delays of its own, which are counted and listed with the others", async () => {
    const clock = new ManualClock();
    const inner = new DelayingQueue({ clock });
    const queue = new DelayingQueue({ queue: inner, clock });
    inner.addAfter("inner", 20);
    queue.addAfter("outer", 10);
    expect(queue.stats().waiting).toBe(2);
    expect(queue.list().map(({ key, state }) => [key, state])).toEqual([
      ["inner", "waiting"],
      ["outer", "waiting"],
    ]);
    expect([queue.stateOf("inner"), queue.has("inner")]).toEqual(["waiting", true]);
    clock.advance(10);
    expect(queue.length).toBe(1);
    queue.tryGet()!.done();
    expect(await queue.shutDownWithDrain()).toEqual({
      ended: "drained",
      ready: 0,
      processing: 0,
      waiting: 1,
    });
    expect(clock.pendingTimers).toBe(0);
  });
});
