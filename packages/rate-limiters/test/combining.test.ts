import { ManualClock } from "@workset/clock";
import { exponential, fastSlow, maxOf, maxWait, tokenBucket } from "@workset/rate-limiters";
import { describe, expect, it } from "vitest";
import { ask } from "./ask.ts";

describe("maxOf", () => {
  it("returns the longest wait", () => {
    const limiter = maxOf(
      exponential({ baseMs: 1, maxMs: 1000 }),
      fastSlow({ fastMs: 3, slowMs: 5, maxFastAttempts: 2 }),
    );
    expect(ask(limiter, "a", 5)).toEqual([3, 3, 5, 8, 16]);
  });

  it("charges a bucket even when a longer wait wins", () => {
    const clock = new ManualClock();
    const bucket = tokenBucket({ perSecond: 1, burst: 2, clock });
    const limiter = maxOf(bucket, exponential({ baseMs: 60_000, maxMs: 60_000 }));
    expect(ask(limiter, "a", 2)).toEqual([60_000, 60_000]);
    expect(bucket.when("b")).toBe(1000);
  });

  it("counts the failures of a limiter even when it does not win", () => {
    const quiet = exponential({ baseMs: 1, maxMs: 1000 });
    ask(maxOf(exponential({ baseMs: 500, maxMs: 500 }), quiet), "a", 4);
    expect(quiet.when("a")).toBe(16);
  });

  it("forgets a key in all of them, and counts the most requeues of any", () => {
    const first = exponential({ baseMs: 1, maxMs: 1000 });
    const second = exponential({ baseMs: 1, maxMs: 1000 });
    const limiter = maxOf(first, tokenBucket({ perSecond: 1, burst: 9, clock: new ManualClock() }), second);
    ask(second, "a", 3);
    ask(limiter, "a", 2);
    expect(limiter.numRequeues("a")).toBe(5);
    limiter.forget("a");
    expect([first, second, limiter].map((each) => each.numRequeues("a"))).toEqual([0, 0, 0]);
  });

  it("lets nothing wait when it is made of nothing", () => {
    expect([maxOf().when("a"), maxOf().numRequeues("a")]).toEqual([0, 0]);
  });
});

describe("maxWait", () => {
  it("shortens the answer and nothing else", () => {
    const limiter = maxWait(exponential({ baseMs: 10, maxMs: 1000 }), 50);
    expect(ask(limiter, "a", 5)).toEqual([10, 20, 40, 50, 50]);
    expect(limiter.numRequeues("a")).toBe(5);
    limiter.forget("a");
    expect(limiter.when("a")).toBe(10);
  });

  it("lets the debt inside grow on", () => {
    const bucket = tokenBucket({ perSecond: 1, burst: 1, clock: new ManualClock() });
    expect(ask(maxWait(bucket, 1500), "a", 5)).toEqual([0, 1000, 1500, 1500, 1500]);
    expect(bucket.when("a")).toBe(5000);
  });

  it("makes a wait out of never", () => {
    expect(maxWait(tokenBucket({ perSecond: 1, burst: 0 }), 50).when("a")).toBe(50);
  });

  it.each([-1, Number.NaN])("refuses a maxMs of %s", (maxMs) => {
    const error = `maxMs must be a number of milliseconds, at least 0, but it is ${maxMs}`;
    expect(() => maxWait(exponential(), maxMs)).toThrow(new RangeError(error));
  });
});
