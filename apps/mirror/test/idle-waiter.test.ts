import { expect, test } from "vitest";
import { IdleWaiter, type KeyCounts } from "../src/idle-waiter.ts";
import { never } from "./settle.ts";

const isEmpty = ({ ready, processing, waiting }: KeyCounts): boolean => ready + processing + waiting === 0;

test("a caller that waits for something that is so already need not wait", async () => {
  const idle = new IdleWaiter({ stats: () => ({ ready: 0, processing: 0, waiting: 0 }) });
  expect(await idle.until(isEmpty, never)).toBe(true);
});

test("it is looked at again when no run is under way any more", async () => {
  const counts = { ready: 2, processing: 0, waiting: 0 };
  let looks = 0;
  const idle = new IdleWaiter({ stats: () => (looks++, counts) });
  const waiting = idle.until(isEmpty, never);
  const [first, second] = [idle.started(), idle.started()];
  counts.ready = 0;
  first();
  expect(looks).toBe(1);
  second();
  expect(await waiting).toBe(true);
  expect(looks).toBe(2);
});

test("a caller that waits for something that does not come is told so when the signal is aborted", async () => {
  const stop = new AbortController();
  const idle = new IdleWaiter({ stats: () => ({ ready: 0, processing: 0, waiting: 1 }) });
  const waiting = idle.until(isEmpty, stop.signal);
  stop.abort();
  expect(await waiting).toBe(false);
});

test("a caller that waits learns that the queue cannot count its keys, also after a run", async () => {
  const counts = { ready: 1, processing: 0, waiting: 0 };
  let fails = false;
  const idle = new IdleWaiter({
    stats: () => (fails ? Promise.reject(new Error("the disk is full")) : counts),
  });
  const waiting = idle.until(isEmpty, never);
  const end = idle.started();
  await Promise.resolve();
  fails = true;
  end();
  await expect(waiting).rejects.toThrow("the disk is full");
  await expect(idle.until(isEmpty, never)).rejects.toThrow("the disk is full");
});
