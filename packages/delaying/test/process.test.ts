import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import { afterEach, expect, test, vi } from "vitest";
import { DelayingQueue } from "../src/index.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test.each([
  { options: {}, waitMs: 1000 },
  { options: { retryAfterMs: 20 }, waitMs: 20 },
])(
  "a key whose handler throws waits for $waitMs ms, while its worker goes on",
  async ({ options, waitMs }) => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    const clock = new ManualClock();
    const queue = new DelayingQueue({ clock });
    const seen: string[] = [];
    void queue.process(
      (key) => {
        seen.push(key);
        if (key === "bad") throw new Error("no");
      },
      { ...options, onError() {} },
    );
    queue.addAll(["bad", "good"]);
    await setImmediate();
    expect(seen).toEqual(["bad", "good"]);
    clock.advance(waitMs - 1);
    await setImmediate();
    expect([seen.length, queue.stateOf("bad")]).toEqual([2, "waiting"]);
    clock.advance(1);
    await setImmediate();
    expect(seen).toEqual(["bad", "good", "bad"]);
  },
);

test("a retryAfterMs that is no time span is refused", async () => {
  const queue = new DelayingQueue();
  await expect(queue.process(() => {}, { retryAfterMs: -1 })).rejects.toThrow(
    "retryAfterMs must be a number of milliseconds, at least 0, but it is -1",
  );
});

test("clearing counts a key that is ready and also waits as two", () => {
  const queue = new DelayingQueue({ clock: new ManualClock() });
  queue.add("a");
  queue.addAfter("a", 10);
  expect(queue.clear({ where: ({ key }) => key === "a" })).toBe(2);
  expect(queue.has("a")).toBe(false);
});
