import { ManualClock } from "@workset/clock";
import { Controller, FairQueue, type ControllerOptions } from "@workset/controller";
import { RateLimitingQueue } from "@workset/rate-limiters";
import { expect, test } from "vitest";

const turn = (): Promise<void> => new Promise(setImmediate);
const settle = async (): Promise<void> => {
  for (let n = 0; n < 20; n++) await turn();
};

function setUp(options: Partial<ControllerOptions<string>>) {
  const clock = new ManualClock();
  const runs: string[] = [];
  const controller = new Controller({
    name: "mails",
    queue: new RateLimitingQueue({ clock }),
    clock,
    reconcile: ({ key }) => void runs.push(key),
    ...options,
  });
  return { clock, runs, controller };
}

test("no more runs begin within a window than the rate limit says, first runs included", async () => {
  const { controller, runs, clock } = setUp({ concurrency: 5, rateLimit: { max: 3, perMs: 1000 } });
  for (let n = 0; n < 8; n++) await controller.add(`key-${n}`);
  await controller.start();
  await settle();
  expect(runs).toHaveLength(3);
  clock.advance(999);
  await settle();
  expect(runs).toHaveLength(3);
  clock.advance(1);
  await settle();
  expect(runs).toHaveLength(6);
  clock.advance(1000);
  await settle();
  expect(runs).toEqual(Array.from({ length: 8 }, (_, n) => `key-${n}`));
  // Places that idle workers hold are free for the next keys.
  await controller.add("late");
  await settle();
  expect(runs).toHaveLength(9);
  await controller.stop();
  expect(clock.pendingTimers).toBe(0);
});

test("runs that last longer than the window keep no further run from beginning", async () => {
  const endless = new Promise<void>(() => {});
  const runs: string[] = [];
  const { controller, clock } = setUp({
    concurrency: 3,
    rateLimit: { max: 1, perMs: 1000 },
    reconcile: ({ key }) => (runs.push(key), endless),
  });
  for (const key of ["a", "b", "c"]) await controller.add(key);
  await controller.start();
  await settle();
  expect(runs).toEqual(["a"]);
  for (const begun of [2, 3]) {
    clock.advance(1000);
    await settle();
    expect(runs).toHaveLength(begun);
  }
  void controller.stop({ deadlineMs: 0 });
});

test("a batch holds no more keys than may begin", async () => {
  const batches: number[] = [];
  const { controller, clock } = setUp({
    rateLimit: { max: 3, perMs: 1000 },
    reconcile: { max: 10, handle: (runs) => void batches.push(runs.length) },
  });
  for (let n = 0; n < 5; n++) await controller.add(`key-${n}`);
  await controller.start();
  await settle();
  clock.advance(1000);
  await settle();
  expect(batches).toEqual([3, 2]);
  await controller.stop();
});

test("a stop does not wait for the rate limit", async () => {
  const { controller, runs, clock } = setUp({ rateLimit: { max: 1, perMs: 60_000 } });
  await controller.add("a");
  await controller.add("b");
  await controller.start();
  await settle();
  expect(await controller.stop()).toMatchObject({ ended: "finished", left: { ready: 1 } });
  expect([runs, clock.pendingTimers]).toEqual([["a"], 0]);
});

test("each group of a fair queue has a rate limit of its own", async () => {
  const clock = new ManualClock();
  const queue = new FairQueue({
    groupOf: (key) => key.split("/")[0]!,
    open: () => new RateLimitingQueue({ clock }),
    rateLimit: (group) => (group === "free" ? { max: 1, perMs: 1000 } : undefined),
    clock,
  });
  const { controller, runs } = setUp({ queue, clock, concurrency: 2 });
  for (const key of ["free/1", "free/2", "free/3", "paid/1", "paid/2", "paid/3"]) await controller.add(key);
  await controller.start();
  await settle();
  expect(runs.toSorted()).toEqual(["free/1", "paid/1", "paid/2", "paid/3"]);
  clock.advance(1000);
  await settle();
  expect(runs.slice(4)).toEqual(["free/2"]);
  await controller.stop();
  await queue.close();
  expect(clock.pendingTimers).toBe(0);
});

test("a rate limit without meaning is refused by name", () => {
  expect(() => setUp({ rateLimit: { max: 0, perMs: 1000 } })).toThrow("rateLimit.max must be a whole number");
  expect(() => setUp({ rateLimit: { max: 1, perMs: 0 } })).toThrow("rateLimit.perMs must be a number");
});
