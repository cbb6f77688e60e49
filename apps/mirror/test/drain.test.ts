import { RateLimitingQueue } from "@workset/rate-limiting";
import { expect, test } from "vitest";
import { drain } from "../src/drain.ts";
import { Workers, type Handle } from "../src/workers.ts";

const limits = { drainMs: 10_000, graceMs: 10_000 };

/** A queue with two workers on it. */
function working(handle: Handle): { queue: RateLimitingQueue; workers: Workers; cutShort: AbortController } {
  const queue = new RateLimitingQueue({ merge: true });
  const cutShort = new AbortController();
  return { queue, workers: new Workers(queue, 2, handle, cutShort.signal), cutShort };
}

test("a drain does what is ready, and what waits for its time, once more", async () => {
  const done: string[] = [];
  const { queue, workers, cutShort } = working(async (key) => void done.push(key));
  queue.addAll(["a", "b"]);
  queue.addAfter("settling", 60_000);
  const report = await drain(queue, workers, cutShort, limits);
  expect(report).toMatchObject({ ended: "drained", ready: 0, inHand: 0, waiting: 0 });
  expect(done.toSorted()).toEqual(["a", "b", "settling"]);
});

test("when the time is up, work is cut short and the rest is left and counted", async () => {
  const begun: string[] = [];
  const { queue, workers, cutShort } = working(async (key) => {
    begun.push(key);
    await new Promise((resolve) => cutShort.signal.addEventListener("abort", resolve));
  });
  queue.addAll(["a", "b", "c", "d", "e"]);
  const report = await drain(queue, workers, cutShort, { ...limits, drainMs: 1 });
  expect(report).toMatchObject({ ended: "aborted", ready: 3, inHand: 2 });
  await workers.ended;
  expect(begun).toEqual(["a", "b"]);
});

test("work that does not even hear that is not waited for", async () => {
  const { queue, workers, cutShort } = working(() => new Promise(() => {}));
  queue.addAll(["a", "b", "c"]);
  const report = await drain(queue, workers, cutShort, { drainMs: 1, graceMs: 1 });
  expect(report).toMatchObject({ ended: "aborted", ready: 1, inHand: 2 });
});
