import { ManualClock, shown } from "@workset/clock";
import { MemoryMetrics } from "@workset/metrics";
import type { WorkQueueOptions } from "@workset/queue";
import { describe, expect, it } from "vitest";
import { DelayingQueue, type DelayingQueueOptions, type KeyOfOrQueue } from "../src/index.ts";

interface Pod {
  readonly name: string;
  readonly seen?: string;
}

function podQueue(options: Omit<WorkQueueOptions<Pod>, "keyOf">): {
  queue: DelayingQueue<Pod>;
  clock: ManualClock;
} {
  const clock = new ManualClock();
  return { queue: new DelayingQueue<Pod>({ ...options, keyOf: ({ name }) => name, clock }), clock };
}

describe("a delaying queue that is asked for what it cannot do", () => {
  it.each([[NaN], ["5"], [undefined], [null], [7n]])("refuses a delay of %s, and changes nothing", (bad) => {
    const delayMs = bad as number;
    const clock = new ManualClock();
    const queue = new DelayingQueue({ clock });
    queue.addAfter("known", 10, { priority: 1 });
    const before = queue.list();
    const error = new RangeError(`delayMs must be a number of milliseconds, but it is ${shown(bad)}`);
    expect(() => queue.addAfter("new", delayMs)).toThrow(error);
    expect(() => queue.addAfter("known", delayMs, { replace: true, priority: 9 })).toThrow(error);
    expect(() => queue.postpone("known", delayMs)).toThrow(error);
    expect(() => queue.postpone("unknown", delayMs)).toThrow(error);
    expect(queue.list()).toEqual(before);
    expect([queue.stats().waiting, clock.pendingTimers]).toEqual([1, 1]);
  });

  it("refuses such a delay after the shutdown too", () => {
    const queue = new DelayingQueue({ clock: new ManualClock() });
    queue.shutDown();
    expect(() => queue.addAfter("a", NaN)).toThrow(RangeError);
    expect(queue.stats().adds.dropped).toBe(0);
  });

  it("refuses a priority that is not a number, and changes nothing", () => {
    const clock = new ManualClock();
    const queue = new DelayingQueue({ clock });
    queue.addAfter("known", 10, { priority: 1 });
    const before = queue.list();
    for (const key of ["known", "new"]) {
      expect(() => queue.addAfter(key, 5, { priority: NaN, replace: true })).toThrow(
        new RangeError("priority must be a number, but it is NaN"),
      );
    }
    expect(queue.list()).toEqual(before);
  });

  it("needs keyOf where the items are not strings", () => {
    const clock = new ManualClock();
    const queue = new DelayingQueue<Pod>({ clock } as unknown as DelayingQueueOptions<Pod> &
      KeyOfOrQueue<Pod>);
    expect(() => queue.addAfter({ name: "web" }, 5)).toThrow(/needs the option keyOf/u);
    expect([queue.stats().waiting, clock.pendingTimers]).toEqual([0, 0]);
  });

  it("checks the options of the queue that it makes", () => {
    expect(() => new DelayingQueue({ ageing: { pointMs: 0 } })).toThrow(/ageing\.pointMs .* it is 0/u);
  });
});

describe("a payload function that fails in a delayed add", () => {
  it.each([
    [
      "throws",
      () => {
        throw new Error("cannot merge");
      },
    ],
    ["gives the item another key", () => ({ name: "other" })],
  ] as const)("because it %s leaves time, payload and priority of the key as they were", (_, payload) => {
    const { queue, clock } = podQueue({ payload });
    queue.addAfter({ name: "web", seen: "a" }, 10, { priority: 1 });
    queue.addAfter({ name: "db" }, 20);
    for (const replace of [false, true]) {
      const again = (): unknown => queue.addAfter({ name: "web", seen: "b" }, 5, { priority: 9, replace });
      expect(again).toThrow(/merge/u);
    }
    expect(queue.waiting()).toMatchObject([
      { key: "web", item: { seen: "a" }, priority: 1, dueInMs: 10 },
      { key: "db", dueInMs: 20 },
    ]);
    expect(clock.pendingTimers).toBe(1);
    clock.advance(20);
    expect(queue.list().map(({ key }) => key)).toEqual(["web", "db"]);
  });
});

describe("a payload function that throws when the time of a key has come", () => {
  it("is heard of out of the timer; the key keeps what it has, and the others go on", () => {
    const metrics = new MemoryMetrics();
    const { queue, clock } = podQueue({
      name: "pods",
      metrics,
      payload: () => {
        throw new Error("cannot merge");
      },
    });
    queue.addAfter({ name: "first" }, 10);
    queue.addAfter({ name: "web", seen: "late" }, 10, { priority: 5 });
    queue.addAfter({ name: "db" }, 10);
    queue.addAfter({ name: "cache" }, 20);
    queue.add({ name: "web", seen: "early" });

    expect(() => clock.advance(10)).toThrow("cannot merge");
    clock.advance(0);
    expect(queue.list().map(({ key, state }) => [key, state])).toEqual([
      ["web", "ready"],
      ["first", "ready"],
      ["db", "ready"],
      ["cache", "waiting"],
    ]);
    expect([queue.stats().waiting, metrics.of("pods")?.waiting]).toEqual([1, 1]);
    expect(queue.tryGet()).toMatchObject({ item: { name: "web", seen: "early" }, priority: 0 });
    clock.advance(10);
    expect([queue.length, queue.stats().waiting]).toEqual([3, 0]);
  });
});
