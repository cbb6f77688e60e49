import { ManualClock } from "@workset/clock";
import { describe, expect, it } from "vitest";
import { WorkQueue } from "../src/index.ts";

function takeAll(queue: WorkQueue): string[] {
  const keys: string[] = [];
  for (let lease = queue.tryGet(); lease; lease = queue.tryGet()) keys.push(lease.key);
  return keys;
}

describe("priorities", () => {
  it("may be infinite, fractional and of either sign", () => {
    const queue = new WorkQueue();
    const priorities = [0, -Infinity, 1.5, Infinity, -0.25, 1, Number.MIN_VALUE, Infinity, -Infinity];
    priorities.forEach((priority, at) => queue.add(`${priority} #${at}`, { priority }));
    const expected = ["Infinity #3", "Infinity #7", "1.5 #2", "1 #5", "5e-324 #6", "0 #0", "-0.25 #4"];
    expected.push("-Infinity #1", "-Infinity #8");
    expect(queue.list().map(({ key }) => key)).toEqual(expected);
    expect(takeAll(queue)).toEqual(expected);
  });

  it("know one zero", () => {
    const queue = new WorkQueue();
    queue.add("a", { priority: -0 });
    queue.add("b", { priority: 0 });
    queue.add("c", { priority: -0 });
    expect(queue.add("a", { priority: 0 })).toBe("coalesced");
    expect(takeAll(queue)).toEqual(["a", "b", "c"]);
  });

  it("may be raised to infinity and no further", () => {
    const queue = new WorkQueue();
    queue.add("a", { priority: -Infinity });
    queue.add("b", { priority: Infinity });
    queue.add("a", { priority: Infinity });
    queue.add("b", { priority: Infinity });
    expect(queue.list().map(({ key, priority }) => [key, priority])).toEqual([
      ["b", Infinity],
      ["a", Infinity],
    ]);
  });

  it("keep their order in any number, however keys are raised, taken and added in between", () => {
    const queue = new WorkQueue();
    const expected: { key: string; priority: number; arrival: number }[] = [];
    let arrivals = 0;
    // A fixed scramble of 0 to 4,999, so that levels come into being and vanish all over.
    for (let i = 0; i < 5_000; i++) {
      const priority = ((i * 2_741) % 5_000) - 2_500;
      queue.add(`k${i}`, { priority });
      expected.push({ key: `k${i}`, priority, arrival: arrivals++ });
    }
    for (let i = 0; i < 5_000; i += 3) {
      const entry = expected[i]!;
      const priority = (i * 17) % 1_000;
      queue.add(entry.key, { priority });
      if (priority > entry.priority) Object.assign(entry, { priority, arrival: arrivals++ });
    }
    expected.sort((a, b) => b.priority - a.priority || a.arrival - b.arrival);
    expect(takeAll(queue)).toEqual(expected.map(({ key }) => key));
  });

  it("may be tens of thousands at once", () => {
    const queue = new WorkQueue();
    const priorities = Array.from({ length: 20_000 }, (_, i) => (i * 7_919) % 20_000);
    for (const priority of priorities) queue.add(`k${priority}`, { priority });
    const taken = takeAll(queue);
    expect([taken.length, taken[0], taken.at(-1)]).toEqual([20_000, "k19999", "k0"]);
  });

  it("age from when the next run was first asked for, and neither from a repeat nor from the push-back", () => {
    const clock = new ManualClock();
    const queue = new WorkQueue({ clock, ageing: { pointMs: 1_000 } });
    queue.add("processing");
    const lease = queue.tryGet()!;
    queue.add("repeated");
    clock.advance(1_000);
    queue.add("processing");
    clock.advance(1_000);
    queue.add("repeated");
    queue.add("important", { priority: 1.5 });
    lease.done();
    // Points: repeated 2, important 1.5, processing 1.
    expect(takeAll(queue)).toEqual(["repeated", "important", "processing"]);
  });

  it("may be infinite with ageing too", () => {
    const clock = new ManualClock();
    const queue = new WorkQueue({ clock, ageing: { pointMs: 1 } });
    queue.add("never", { priority: -Infinity });
    expect(queue.tryGet()?.key).toBe("never");
    for (const priority of [-Infinity, 0, Infinity]) {
      queue.add(`${priority} a`, { priority });
      queue.add(`${priority} b`, { priority });
      clock.advance(1_000_000);
    }
    const expected = ["Infinity a", "Infinity b", "0 a", "0 b", "-Infinity a", "-Infinity b"];
    expect(
      queue
        .list()
        .slice(0, -1)
        .map(({ key }) => key),
    ).toEqual(expected);
    expect(takeAll(queue)).toEqual(expected);
  });
});
