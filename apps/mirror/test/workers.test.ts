import { WorkQueue } from "@workset/queue";
import { expect, test } from "vitest";
import { Workers } from "../src/workers.ts";

const never = new AbortController().signal;
const isIdle = ({ ready, inHand }: { ready: number; inHand: number }): boolean => ready + inHand === 0;

test("as many keys are worked on at once as there are workers, and each is done when its work is", async () => {
  const queue = new WorkQueue();
  const release = Promise.withResolvers<void>();
  let inHand = 0;
  let most = 0;
  const workers = new Workers(
    queue,
    3,
    async () => {
      most = Math.max(most, ++inHand);
      await release.promise;
      inHand--;
    },
    never,
  );
  queue.addAll(["a", "b", "c", "d", "e"]);
  const idle = workers.until(isIdle, never);
  release.resolve();
  expect(await idle).toBe(true);
  expect(most).toBe(3);
  expect(queue.stats()).toMatchObject({ done: 5, inHand: 0 });
  queue.shutDown();
  await workers.ended;
});

test("work that never waits lets others have their turn", async () => {
  const queue = new WorkQueue();
  let isTurn = false;
  let runs = 0;
  const workers = new Workers(
    queue,
    2,
    async (key) => {
      runs++;
      if (!isTurn) queue.add(key);
    },
    never,
  );
  setImmediate(() => (isTurn = true));
  queue.add("a");
  await workers.until(isIdle, never);
  expect(runs).toBeGreaterThan(1);
  queue.shutDown();
  await workers.ended;
});

test("whoever waits for something that does not come is told so when the signal is aborted", async () => {
  const queue = new WorkQueue();
  const workers = new Workers(queue, 1, async () => {}, never);
  const stop = new AbortController();
  const wish = workers.until(() => false, stop.signal);
  queue.add("a");
  stop.abort();
  expect(await wish).toBe(false);
  expect(await workers.until(() => false, stop.signal)).toBe(false);
  expect(await workers.until(() => true, stop.signal)).toBe(true);
  queue.shutDown();
  await workers.ended;
});

test("an error that the work does not deal with ends the workers with it", async () => {
  const queue = new WorkQueue();
  const workers = new Workers(queue, 1, () => Promise.reject(new Error("a fault in the program")), never);
  queue.add("a");
  await expect(workers.ended).rejects.toThrow("a fault in the program");
  expect(queue.stats().inHand).toBe(0);
});
