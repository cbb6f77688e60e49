import { ManualClock } from "@workset/clock";
import { WorkQueue, type PayloadPolicy } from "@workset/queue";
import { describe, expect, it } from "vitest";
import { DelayingQueue } from "../src/index.ts";

interface Pod {
  readonly name: string;
  readonly seen: string;
}

const web = (seen: string): Pod => ({ name: "web", seen });

const together: PayloadPolicy<Pod> = (waiting, added) => ({
  name: added.name,
  seen: `${waiting.seen}+${added.seen}`,
});

function merging(payload: PayloadPolicy<Pod> = together): { queue: DelayingQueue<Pod>; clock: ManualClock } {
  const clock = new ManualClock();
  return { queue: new DelayingQueue<Pod>({ clock, keyOf: ({ name }) => name, payload, merge: true }), clock };
}

const states = (queue: DelayingQueue<Pod>): unknown[] =>
  queue.list().map(({ item, state, priority }) => [item.seen, state, priority]);

describe("a delaying queue that merges", () => {
  it("hands on payload and priority from delay to delay, to the line, and into the line", () => {
    const { queue, clock } = merging();
    expect(queue.addAfter(web("a"), 100, { priority: 1 })).toBe("waiting");
    expect(queue.addAfter(web("b"), 200, { priority: 3 })).toBe("coalesced");
    expect(queue.addAfter(web("c"), 50, { priority: 2 })).toBe("sooner");
    expect(states(queue)).toEqual([["a+b+c", "waiting", 3]]);
    expect(queue.add(web("d"), { priority: 1 })).toBe("added");
    expect(states(queue)).toEqual([["a+b+c+d", "ready", 3]]);
    expect(queue.addAfter(web("e"), 10, { priority: 9 })).toBe("coalesced");
    expect(states(queue)).toEqual([["a+b+c+d+e", "ready", 9]]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("passes payload and priority on when the delay ends, also to a processed key", () => {
    const { queue, clock } = merging();
    queue.add(web("work"));
    const lease = queue.tryGet()!;
    expect(queue.addAfter(web("a"), 10, { priority: 4 })).toBe("waiting");
    expect(queue.addAfter(web("b"), 10, { priority: 2 })).toBe("coalesced");
    clock.advance(10);
    expect(states(queue)).toEqual([["a+b", "rerun", 4]]);
    expect(queue.addAfter(web("c"), 10, { priority: 5 })).toBe("coalesced");
    lease.done();
    expect(queue.tryGet()).toMatchObject({ item: { seen: "a+b+c" }, priority: 5 });
    expect(queue.stats()).toMatchObject({ waiting: 0, rerun: 0, ready: 0 });
  });

  it("makes a waiting key that is processed and added run once more", () => {
    const { queue, clock } = merging();
    queue.add(web("work"));
    const lease = queue.tryGet()!;
    queue.addAfter(web("a"), 10, { priority: 2 });
    expect([queue.stateOf("web"), queue.stats().waiting]).toEqual(["processing", 1]);
    expect(queue.add(web("b"), { priority: 1 })).toBe("rerun");
    expect([queue.stateOf("web"), queue.stats().waiting, clock.pendingTimers]).toEqual(["rerun", 0, 0]);
    clock.advance(100);
    lease.done();
    expect(queue.tryGet()).toMatchObject({ item: { seen: "a+b" }, priority: 2 });
    queue.done("web");
    expect(queue.has("web")).toBe(false);
  });

  it("keeps the first payload where that is the policy, across delay and line", () => {
    const { queue } = merging("first");
    queue.addAfter(web("a"), 10);
    queue.addAfter(web("b"), 5);
    queue.add(web("c"));
    queue.addAfter(web("d"), 5);
    expect(states(queue)).toEqual([["a", "ready", 0]]);
  });

  it("merges each of many, and says what became of them", () => {
    const { queue, clock } = merging();
    queue.addAfter(web("a"), 10, { priority: 7 });
    const counts = queue.addAll([web("b"), { name: "db", seen: "x" }, web("c")], { priority: 1 });
    expect(counts).toEqual({ added: 2, coalesced: 1, rerun: 0, dropped: 0 });
    expect(states(queue)).toEqual([
      ["a+b+c", "ready", 7],
      ["x", "ready", 1],
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("does not let a key wait that needs work, not even to replace", () => {
    const { queue, clock } = merging();
    queue.add(web("a"));
    expect(queue.addAfter(web("b"), 10, { replace: true })).toBe("coalesced");
    expect([queue.length, queue.waiting(), clock.pendingTimers]).toEqual([1, [], 0]);
  });

  it("replaces the time of a waiting key but not its payload and priority, which are merged", () => {
    const { queue, clock } = merging();
    queue.addAfter(web("a"), 10, { priority: 3 });
    expect(queue.addAfter(web("b"), 20, { priority: 1, replace: true })).toBe("replaced");
    clock.advance(19);
    expect(states(queue)).toEqual([["a+b", "waiting", 3]]);
    clock.advance(1);
    expect(states(queue)).toEqual([["a+b", "ready", 3]]);
  });

  it("drops the add of a key that waited when the queue was shut down", () => {
    const { queue } = merging();
    queue.addAfter(web("a"), 10);
    queue.shutDown();
    expect(queue.add(web("b"))).toBe("dropped");
    expect(queue.list()).toEqual([]);
  });

  it("leaves a waiting key as it is when an add of it fails", () => {
    const { queue, clock } = merging(() => {
      throw new Error("cannot merge");
    });
    queue.addAfter(web("a"), 10, { priority: 2 });
    expect(() => queue.add(web("b"))).toThrow("cannot merge");
    expect(() => queue.addAll([web("b")])).toThrow("cannot merge");
    expect(() => queue.addAfter(web("b"), 0)).toThrow("cannot merge");
    expect(states(queue)).toEqual([["a", "waiting", 2]]);
    clock.advance(10);
    expect(states(queue)).toEqual([["a", "ready", 2]]);
  });

  it("leaves a waiting key as it is when it is added with a priority that is not a number", () => {
    const { queue } = merging("latest");
    queue.addAfter(web("a"), 10, { priority: 2 });
    expect(() => queue.add(web("b"), { priority: NaN })).toThrow(
      new RangeError("priority must be a number, but it is NaN"),
    );
    expect(states(queue)).toEqual([["a", "waiting", 2]]);
  });

  it("sees what was added past it, to the queue below", () => {
    const clock = new ManualClock();
    const inner = new WorkQueue({ clock });
    const queue = new DelayingQueue({ queue: inner, clock, merge: true });
    inner.add("a");
    expect(queue.addAfter("a", 10)).toBe("coalesced");
    queue.addAfter("b", 10);
    inner.add("b");
    expect(queue.add("b")).toBe("coalesced");
    expect([queue.length, queue.waiting(), clock.pendingTimers]).toEqual([2, [], 0]);
  });
});
