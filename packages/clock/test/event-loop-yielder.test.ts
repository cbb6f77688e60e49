import { describe, expect, test } from "vitest";
import { EventLoopYielder, ManualClock, nextTask } from "../src/index.ts";

describe("EventLoopYielder", () => {
  test("is due once its slice is over, and not before", async () => {
    const clock = new ManualClock();
    const yielder = new EventLoopYielder({ clock });
    clock.advance(10);
    expect(yielder.isDue).toBe(false);
    clock.advance(1);
    expect(yielder.isDue).toBe(true);
    await yielder.yield();
    expect(yielder.isDue).toBe(false);
  });

  test("the length of the slice can be set", () => {
    const clock = new ManualClock();
    const yielder = new EventLoopYielder({ clock, sliceMs: 2 });
    clock.advance(3);
    expect(yielder.isDue).toBe(true);
  });

  test("other tasks of the event loop run during a yield, though no time passes on the clock", async () => {
    const order: string[] = [];
    setImmediate(() => order.push("another task"));
    await new EventLoopYielder({ clock: new ManualClock() }).yield();
    await nextTask();
    order.push("after it");
    expect(order).toEqual(["another task", "after it"]);
  });

  test("tasks that yield together resume together, each the first in its turn", async () => {
    const yielder = new EventLoopYielder({ clock: new ManualClock() });
    const rounds: string[] = [];
    for (let round = 0; round < 4; round++) {
      const resumed: string[] = [];
      await Promise.all(["a", "b", "c"].map((task) => yielder.yield().then(() => resumed.push(task))));
      rounds.push(resumed.join(""));
    }
    expect(rounds).toEqual(["abc", "bca", "cab", "abc"]);
  });
});
