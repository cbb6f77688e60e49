import { ManualClock, systemClock, type Clock } from "@workset/clock";
import * as fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { DelayingQueue } from "../src/index.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** A clock moved by hand that remembers for how long it was asked to wait. */
function recordingClock(): { clock: Clock; manual: ManualClock; waits: number[] } {
  const manual = new ManualClock();
  const waits: number[] = [];
  const clock: Clock = {
    now: () => manual.now(),
    wallNow: () => manual.wallNow(),
    after(delayMs, wake) {
      waits.push(delayMs);
      return manual.after(delayMs, wake);
    },
  };
  return { clock, manual, waits };
}

describe("the timer of a delaying queue", () => {
  const key = fc.constantFrom("a", "b", "c", "d");
  const delay = fc.oneof(fc.integer({ min: -1, max: 30 }), fc.constant(Infinity));
  const verb = fc.oneof(
    { weight: 5, arbitrary: fc.tuple(fc.constant("addAfter" as const), key, delay, fc.boolean()) },
    { weight: 2, arbitrary: fc.tuple(fc.constant("postpone" as const), key, delay) },
    { weight: 3, arbitrary: fc.tuple(fc.constant("advance" as const), fc.integer({ min: 0, max: 15 })) },
    fc.tuple(fc.constant("add" as const), key),
    fc.tuple(fc.constant("cancel" as const), key),
    fc.tuple(fc.constant("work" as const)),
  );

  it("is one, for the earliest of what waits, and none where nothing is ever due, whatever happens", () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(verb, { maxLength: 40 }), (merge, verbs) => {
        const { clock, manual, waits } = recordingClock();
        const queue = new DelayingQueue({ clock, merge });
        let setAt = 0;
        for (const [verb, ...args] of verbs) {
          const before = waits.length;
          if (verb === "addAfter")
            queue.addAfter(args[0] as string, args[1] as number, { replace: args[2] as boolean });
          else if (verb === "postpone") queue.postpone(args[0] as string, args[1] as number);
          else if (verb === "advance") manual.advance(args[0] as number);
          else if (verb === "add") queue.add(args[0] as string);
          else if (verb === "cancel") queue.cancel(args[0] as string);
          else queue.tryGet()?.done();

          if (waits.length > before) setAt = manual.now();
          const next = queue.waiting()[0]?.dueInMs ?? Infinity;
          expect(next).toBeGreaterThan(0);
          expect(manual.pendingTimers).toBe(next === Infinity ? 0 : 1);
          if (next !== Infinity) expect(setAt + waits.at(-1)!).toBe(manual.now() + next);
        }
        queue.shutDown();
        expect(manual.pendingTimers).toBe(0);
      }),
    );
  });

  it("is left alone by keys that are due later, and set anew for one that is due sooner", () => {
    const { clock, waits } = recordingClock();
    const queue = new DelayingQueue({ clock });
    queue.addAfter("a", 100);
    for (let i = 0; i < 50; i++) queue.addAfter(`later ${i}`, 100 + i);
    expect(waits).toEqual([100]);
    queue.addAfter("sooner", 40);
    queue.cancel("later 7");
    queue.postpone("a", 200);
    expect(waits).toEqual([100, 40]);
    queue.cancel("sooner");
    expect(waits).toEqual([100, 40, 100]);
  });

  it("is not set for what is added at once, nor for what is never due", () => {
    const { clock, waits } = recordingClock();
    const queue = new DelayingQueue({ clock });
    queue.addAfter("now", 0);
    queue.addAfter("before", -Infinity);
    queue.addAfter("never", Infinity);
    queue.postpone("never", Infinity);
    expect(waits).toEqual([]);
    expect(queue.waiting()).toMatchObject([{ key: "never", dueInMs: Infinity }]);
  });

  it("fires for a key that had an infinite delay and is moved forward", () => {
    const { clock, manual } = recordingClock();
    const queue = new DelayingQueue({ clock });
    queue.addAfter("a", Infinity);
    queue.addAfter("b", Infinity);
    manual.advance(1e15);
    expect(queue.length).toBe(0);
    expect(queue.addAfter("b", 10)).toBe("sooner");
    expect(queue.addAfter("a", 5, { replace: true })).toBe("replaced");
    manual.advance(10);
    expect(queue.list().map(({ key }) => key)).toEqual(["a", "b"]);
    expect(manual.pendingTimers).toBe(0);
  });

  it.each([
    ["a shutdown", (queue: DelayingQueue) => queue.shutDown()],
    ["a drain", (queue: DelayingQueue) => void queue.shutDownWithDrain()],
    ["disposing", (queue: DelayingQueue) => queue[Symbol.dispose]()],
  ])("is taken back by %s, although keys are ready or processing", (_, close) => {
    const { clock, manual } = recordingClock();
    const queue = new DelayingQueue({ clock });
    queue.addAll(["ready", "processing"]);
    queue.tryGet();
    queue.addAfter("a", 10);
    queue.addAfter("b", 20);
    close(queue);
    expect(manual.pendingTimers).toBe(0);
    expect([queue.waiting(), queue.has("a")]).toEqual([[], false]);
    queue.addAfter("c", 10);
    expect([queue.postpone("b", 10), queue.cancel("a"), manual.pendingTimers]).toEqual([false, false, 0]);
  });

  it("does not depend on the system's time", () => {
    const { clock, manual } = recordingClock();
    const queue = new DelayingQueue({ clock });
    queue.addAfter("a", 100);
    manual.setWallTime(1_000_000);
    manual.advance(99);
    expect(queue.length).toBe(0);
    manual.setWallTime(-1_000_000);
    manual.advance(1);
    expect(queue.length).toBe(1);
  });
});

describe("a delaying queue on the system's clock", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("waits for years, to the millisecond, with one timer", () => {
    vi.useFakeTimers();
    const queue = new DelayingQueue({ clock: systemClock });
    queue.addAfter("ten years", 3_650 * dayMs);
    queue.addAfter("thirty days", 30 * dayMs);
    queue.addAfter("never", Infinity);
    expect(vi.getTimerCount()).toBe(1);

    vi.advanceTimersByTime(30 * dayMs - 1);
    expect(queue.length).toBe(0);
    vi.advanceTimersByTime(1);
    expect([queue.length, vi.getTimerCount()]).toEqual([1, 1]);
    vi.advanceTimersByTime(3_620 * dayMs - 1);
    expect(queue.length).toBe(1);
    vi.advanceTimersByTime(1);
    expect([queue.length, vi.getTimerCount()]).toEqual([2, 0]);
    expect(queue.stateOf("never")).toBe("waiting");
  });

  it("is what is used where no clock is given", () => {
    vi.useFakeTimers();
    using queue = new DelayingQueue();
    queue.addAfter("a", 5);
    vi.advanceTimersByTime(5);
    expect(queue.length).toBe(1);
  });
});
