import { ManualClock } from "@workset/clock";
import { Controller } from "@workset/controller";
import { exponential, RateLimitingQueue } from "@workset/rate-limiters";
import { expect, test } from "vitest";

const turn = (): Promise<void> => new Promise(setImmediate);

function setUp(merge: boolean) {
  const clock = new ManualClock();
  const queue = new RateLimitingQueue({
    clock,
    merge,
    limiter: exponential({ baseMs: 100, maxMs: 1_000_000 }),
  });
  const runs: { readonly at: number; readonly attempt: number }[] = [];
  let works = false;
  let addsDuringRuns = 0;
  const controller = new Controller({
    name: "pods",
    queue,
    clock,
    reconcile: async ({ key, attempt }) => {
      runs.push({ at: clock.now(), attempt });
      await turn();
      if (addsDuringRuns-- > 0) await controller.add(key);
      if (!works) throw new Error("not yet");
    },
  });
  const settle = async (): Promise<void> => {
    for (let n = 0; n < 200; n++) await turn();
  };
  return {
    clock,
    queue,
    controller,
    runs,
    settle,
    repair: () => (works = true),
    addDuringRuns: (count: number) => (addsDuringRuns = count),
  };
}

test.each([true, false])(
  "twenty adds of a failing key are at most twenty runs, and none extends its wait (merge: %s)",
  async (merge) => {
    const { controller, runs, clock, settle } = setUp(merge);
    await controller.start();
    await controller.add("a");
    await settle();
    expect(runs).toHaveLength(1);
    for (let added = 0; added < 20; added++) {
      await controller.add("a");
      await settle();
    }
    expect(runs.length).toBeLessThanOrEqual(21);
    expect(runs.every(({ at }) => at === 0)).toBe(true);
    const before = runs.length;
    clock.advance(99);
    await settle();
    expect(runs).toHaveLength(before);
    clock.advance(1);
    await settle();
    // The failures before the deadline did not count: this is the second attempt.
    expect(runs.slice(before)).toEqual([{ at: 100, attempt: 2 }]);
    clock.advance(200);
    await settle();
    expect(runs.at(-1)).toEqual({ at: 300, attempt: 3 });
    await controller.stop();
  },
);

test("adds during the runs of a failing key are one run each, and no storm", async () => {
  const { controller, runs, clock, settle, addDuringRuns } = setUp(true);
  addDuringRuns(20);
  await controller.start();
  await controller.add("a");
  await settle();
  expect(runs).toHaveLength(21);
  clock.advance(99);
  await settle();
  expect(runs).toHaveLength(21);
  clock.advance(1);
  await settle();
  expect(runs.at(-1)).toEqual({ at: 100, attempt: 2 });
  await controller.stop();
});

test("a key that was repaired runs at once when it is added, and starts over", async () => {
  const { controller, runs, queue, clock, settle, repair } = setUp(true);
  await controller.start();
  await controller.add("a");
  await settle();
  for (const ms of [100, 200, 400]) {
    clock.advance(ms);
    await settle();
  }
  expect(runs).toHaveLength(4);
  repair();
  await controller.add("a");
  await settle();
  expect(runs.at(-1)).toEqual({ at: 700, attempt: 5 });
  expect([queue.has("a"), queue.backoffLeftMs("a")]).toEqual([false, 0]);
  await controller.stop();
});
