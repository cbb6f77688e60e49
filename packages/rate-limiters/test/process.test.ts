import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import { exponential, RateLimitingQueue } from "@workset/rate-limiters";
import { expect, test, vi } from "vitest";

test("a limiter that throws costs its key a wait, and the worker goes on", async () => {
  const clock = new ManualClock();
  const broken = {
    ...exponential(),
    when: (): never => {
      throw new Error("the limiter is broken");
    },
  };
  const queue = new RateLimitingQueue({ clock, limiter: broken });
  const seen: string[] = [];
  const errors: string[] = [];
  void queue.process(
    (key) => {
      seen.push(key);
      if (seen.length === 1) throw new Error("failed");
    },
    { onError: (error) => void errors.push((error as Error).message) },
  );
  queue.addAll(["a", "b"]);
  await vi.waitFor(() => expect(seen).toEqual(["a", "b"]));
  expect(errors).toEqual(["the limiter is broken", "failed"]);
  expect(queue.stateOf("a")).toBe("waiting");
  clock.advance(1000);
  await vi.waitFor(() => expect(seen).toEqual(["a", "b", "a"]));
  expect(queue.has("a")).toBe(false);
});

test("what is reported of a limiter that throws is what became of its key: it waits, or a shutdown dropped it", async () => {
  const clock = new ManualClock();
  const limiter = {
    ...exponential(),
    when: (): never => {
      throw new Error("the limiter is broken");
    },
  };
  const queue = new RateLimitingQueue({ clock, limiter });
  const reported: string[] = [];
  const processed = queue.process(
    (key) => {
      if (key === "b") queue.shutDown();
      throw new Error("failed");
    },
    { onError: (_, { key, next }) => void reported.push(`${key} ${next}`) },
  );
  queue.addAll(["a", "b"]);
  await processed;
  expect(reported).toEqual(["a waiting", "a waiting", "b dropped", "b dropped"]);
});

test("the failed run that is reported says that its key waits", async () => {
  const queue = new RateLimitingQueue({ clock: new ManualClock() });
  const failures: unknown[] = [];
  void queue.process(() => Promise.reject(new Error("no")), {
    onError: (_, failed) => void failures.push(failed),
  });
  queue.add("a");
  await setImmediate();
  expect(failures).toEqual([{ item: "a", key: "a", next: "waiting" }]);
});
