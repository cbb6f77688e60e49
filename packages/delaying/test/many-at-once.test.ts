import { ManualClock } from "@workset/clock";
import { describe, expect, it } from "vitest";
import { DelayingQueue } from "../src/index.ts";

const many = 25_000;
const slice = 10_000;

/** A queue in which `many` keys are due at 1,000 ms, in the order of their names. */
function crowd(): { queue: DelayingQueue; clock: ManualClock } {
  const clock = new ManualClock();
  const queue = new DelayingQueue({ clock });
  for (let i = 0; i < many; i++) queue.addAfter(`k${i}`, 1_000);
  return { queue, clock };
}

describe("keys that are due all at once", () => {
  it("are added in the order in which they were asked for", () => {
    const { queue, clock } = crowd();
    clock.advance(1_000);
    const keys: string[] = [];
    for (let lease = queue.tryGet(); lease; lease = queue.tryGet()) keys.push(lease.key);
    expect(keys).toEqual(Array.from({ length: many }, (_, i) => `k${i}`));
    expect([queue.stats().waiting, clock.pendingTimers]).toEqual([0, 0]);
  });

  it("are added in slices of ten thousand, between which other timers ring", () => {
    const { queue, clock } = crowd();
    const seen: number[] = [];
    const look = (): void => {
      seen.push(queue.length);
      if (queue.length < many) clock.after(0, look);
    };
    clock.after(1_000, look);
    clock.advance(1_000);
    expect(seen).toEqual([slice, 2 * slice, many]);
  });

  it("can still be cancelled, postponed and added between two slices", () => {
    const { queue, clock } = crowd();
    clock.after(1_000, () => {
      expect(queue.stats()).toMatchObject({ ready: slice, waiting: many - slice });
      expect(queue.cancel(`k${slice}`)).toBe(true);
      expect(queue.postpone(`k${slice + 1}`, 500)).toBe(true);
      expect(queue.addAfter(`k${slice + 2}`, 1)).toBe("coalesced");
      expect(queue.addAfter("k0", 1)).toBe("waiting");
      expect(clock.pendingTimers).toBe(1);
    });
    clock.advance(1_000);
    expect(queue.length).toBe(many - 2);
    expect(queue.stateOf(`k${slice}`)).toBeUndefined();
    clock.advance(1);
    expect(queue.waiting().map(({ key }) => key)).toEqual([`k${slice + 1}`]);
  });

  it("are dropped as far as they are not yet added when the queue is shut down between two slices", async () => {
    const { queue, clock } = crowd();
    const closed = new Promise<unknown>((resolve) => {
      clock.after(1_000, () => resolve(queue.shutDownWithDrain({ signal: AbortSignal.abort() })));
    });
    clock.advance(1_000);
    const report = { ended: "aborted", ready: slice, processing: 0, waiting: many - slice };
    expect(await closed).toEqual(report);
    expect([queue.length, clock.pendingTimers]).toEqual([slice, 0]);
    expect(queue.stats().adds.dropped).toBe(0);
  });

  it("are added by time, and within one time as they were asked for, when the clock is late", () => {
    const clock = new ManualClock();
    const queue = new DelayingQueue({ clock });
    queue.addAfter("c", 30);
    queue.addAfter("a", 10);
    queue.addAfter("b", 20);
    queue.addAfter("a2", 10);
    queue.addAfter("moved", 90);
    queue.addAfter("moved", 10);
    clock.advance(10_000);
    expect(queue.list().map(({ key }) => key)).toEqual(["a", "a2", "moved", "b", "c"]);
  });
});
