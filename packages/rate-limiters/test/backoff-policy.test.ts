import { ManualClock } from "@workset/clock";
import { exponential, RateLimitingQueue } from "@workset/rate-limiters";
import { describe, expect, test } from "vitest";

const baseMs = 5;

/** A queue whose key fails whenever it runs, and the count of its runs. */
function failing(backoff?: "every-failure" | "once-per-wait") {
  const clock = new ManualClock();
  const queue = new RateLimitingQueue({
    clock,
    limiter: exponential({ baseMs }),
    ...(backoff && { backoff }),
  });
  let runs = 0;
  /** Runs every key that is ready; each fails, and is added `during` its run. */
  const run = (during = false): void => {
    for (let lease = queue.tryGet(); lease; lease = queue.tryGet()) {
      runs++;
      if (during) queue.add("a");
      queue.addRateLimited("a", { again: true });
      lease.done();
      if (during) return;
    }
  };
  const waitMs = (): number | undefined => queue.waiting()[Symbol.iterator]().next().value?.dueInMs;
  return { clock, queue, run, waitMs, runs: () => runs };
}

describe("twenty adds of a key that fails each time", () => {
  test("are twenty failures by default, as in client-go, and the key waits long", () => {
    const { clock, queue, run, runs, waitMs } = failing();
    for (let add = 0; add < 20; add++) {
      queue.add("a");
      run();
    }
    expect(runs()).toBe(20);
    // What waits is the first retry, which client-go leaves where it is; the next failure waits for minutes.
    expect([waitMs(), queue.numRequeues("a")]).toEqual([baseMs, 20]);
    clock.advance(baseMs);
    run();
    expect(waitMs()).toBe(1_000_000);
  });

  test("are one failure with once-per-wait: at most twenty runs, and the key waits no longer than its first wait", () => {
    const { clock, queue, run, runs, waitMs } = failing("once-per-wait");
    for (let add = 0; add < 20; add++) {
      queue.add("a");
      run();
    }
    expect([runs(), queue.numRequeues("a"), waitMs()]).toEqual([20, 1, baseMs]);
    clock.advance(baseMs);
    run();
    expect([queue.numRequeues("a"), waitMs()]).toEqual([2, 2 * baseMs]);
  });

  test("during its runs do not make it run more often than once per add", () => {
    const { queue, run, runs } = failing("once-per-wait");
    queue.add("a");
    for (let add = 0; add < 20; add++) run(true);
    run();
    expect([runs(), queue.numRequeues("a")]).toEqual([21, 1]);
  });
});

test("a key that is forgotten waits anew, though its wait is not over", () => {
  const { queue, waitMs } = failing("once-per-wait");
  queue.addRateLimited("a");
  queue.addRateLimited("a");
  expect(queue.numRequeues("a")).toBe(1);
  queue.forget("a");
  queue.cancel("a");
  queue.addRateLimited("a");
  expect([queue.numRequeues("a"), waitMs()]).toEqual([1, baseMs]);
});

test("waits that are over take no memory", () => {
  const clock = new ManualClock();
  const asked: string[] = [];
  const limiter = { ...exponential({ baseMs }), when: (key: string) => (asked.push(key), baseMs) };
  const queue = new RateLimitingQueue({ clock, limiter, backoff: "once-per-wait" });
  for (let key = 0; key < 10_000; key++) {
    queue.addRateLimited(`${key}`);
    clock.advance(1);
  }
  // A key whose wait is over asks again; one that waits does not.
  queue.addRateLimited("0");
  queue.addRateLimited("9999");
  expect(asked.slice(-2)).toEqual(["9999", "0"]);
});

test("an unknown policy, and a limiter without its methods, are refused", () => {
  expect(() => new RateLimitingQueue({ backoff: "cut" as never })).toThrow(
    'backoff must be "every-failure" or "once-per-wait", but it is "cut"',
  );
  expect(() => new RateLimitingQueue({ limiter: { when: () => 1 } as never })).toThrow(
    "limiter must have the method forget, numRequeues, but it is missing: see RateLimiter",
  );
});
