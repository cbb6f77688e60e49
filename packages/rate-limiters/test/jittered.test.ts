import { exponential, fastSlow, jittered, tokenBucket, type JitterOptions } from "@workset/rate-limiters";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ask } from "./ask.ts";

const waits = (jitter: "full" | "equal", random: () => number): number[] =>
  ask(jittered(exponential({ baseMs: 8, maxMs: 32 }), { jitter, random }), "a", 4);

describe("jittered", () => {
  it("draws full jitter from zero up to the wait", () => {
    expect(waits("full", () => 0)).toEqual([0, 0, 0, 0]);
    expect(waits("full", () => 0.25)).toEqual([2, 4, 8, 8]);
    expect(waits("full", () => 0.75)).toEqual([6, 12, 24, 24]);
  });

  it("draws equal jitter from half the wait up to all of it", () => {
    expect(waits("equal", () => 0)).toEqual([4, 8, 16, 16]);
    expect(waits("equal", () => 0.25)).toEqual([5, 10, 20, 20]);
    expect(waits("equal", () => 0.75)).toEqual([7, 14, 28, 28]);
  });

  it("draws full jitter from Math.random by default", () => {
    const drawn = ask(jittered(fastSlow({ fastMs: 1000, slowMs: 1000, maxFastAttempts: 0 })), "a", 200);
    expect(new Set(drawn).size).toBeGreaterThan(100);
    expect(Math.min(...drawn)).toBeLessThan(500);
    expect(Math.max(...drawn)).toBeLessThan(1000);
  });

  it("draws anew each time", () => {
    const numbers = [0, 0.5, 0.25];
    expect(waits("full", () => numbers.shift() ?? 0.75)).toEqual([0, 8, 8, 24]);
  });

  it("leaves never as never", () => {
    const never = tokenBucket({ perSecond: 1, burst: 0 });
    for (const jitter of ["full", "equal"] as const) {
      expect(jittered(never, { jitter, random: () => 0 }).when("a")).toBe(Infinity);
    }
  });

  it("counts and forgets as the limiter inside does", () => {
    const limiter = jittered(exponential({ baseMs: 8, maxMs: 32 }), { random: () => 0.5 });
    ask(limiter, "a", 2);
    expect(limiter.numRequeues("a")).toBe(2);
    limiter.forget("a");
    expect([limiter.numRequeues("a"), limiter.when("a")]).toEqual([0, 4]);
  });

  it("stays within its bounds for any wait and any draw", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e15, noNaN: true }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (waitMs, drawn) => {
          const limiter = fastSlow({ fastMs: waitMs, slowMs: waitMs, maxFastAttempts: 0 });
          const full = jittered(limiter, { jitter: "full", random: () => drawn }).when("a");
          const equal = jittered(limiter, { jitter: "equal", random: () => drawn }).when("a");
          expect(full).toBeGreaterThanOrEqual(0);
          expect(full).toBeLessThanOrEqual(waitMs);
          expect(equal).toBeGreaterThanOrEqual(waitMs / 2);
          expect(equal).toBeLessThanOrEqual(waitMs);
        },
      ),
    );
  });

  it("refuses a jitter it does not know", () => {
    const options = { jitter: "half" } as unknown as JitterOptions;
    expect(() => jittered(exponential(), options)).toThrow(
      new RangeError('jitter must be "full" or "equal", but it is "half"'),
    );
  });
});
