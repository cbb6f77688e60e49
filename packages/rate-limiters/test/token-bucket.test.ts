import { ManualClock, systemClock } from "@workset/clock";
import { tokenBucket } from "@workset/rate-limiters";
import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { ask } from "./ask.ts";

describe("tokenBucket", () => {
  it("starts full: the first calls up to the burst wait for nothing, the next ones for their token", () => {
    const bucket = tokenBucket({ perSecond: 10, burst: 3, clock: new ManualClock() });
    expect(ask(bucket, "a", 6)).toEqual([0, 0, 0, 100, 200, 300]);
  });

  it("is one bucket for all keys", () => {
    const bucket = tokenBucket({ perSecond: 10, burst: 1, clock: new ManualClock() });
    expect([bucket.when("a"), bucket.when("b"), bucket.when("c")]).toEqual([0, 100, 200]);
  });

  it("fills at its rate, and never above the burst", () => {
    const clock = new ManualClock();
    const bucket = tokenBucket({ perSecond: 2, burst: 2, clock });
    ask(bucket, "a", 2);
    clock.advance(250);
    expect(bucket.when("a")).toBe(250);
    clock.advance(250);
    expect(bucket.when("a")).toBe(500);
    clock.advance(3_600_000);
    expect(ask(bucket, "a", 3)).toEqual([0, 0, 500]);
  });

  it("lets debt grow without limit when it is asked faster than its rate", () => {
    const clock = new ManualClock();
    const bucket = tokenBucket({ perSecond: 1, burst: 1, clock });
    let last = 0;
    for (let i = 0; i < 1000; i++) {
      last = bucket.when("a");
      clock.advance(500);
    }
    expect(last).toBe(499_500);
  });

  it("gives no token back for a key that is forgotten, and counts no requeues", () => {
    const bucket = tokenBucket({ perSecond: 1, burst: 1, clock: new ManualClock() });
    ask(bucket, "a", 2);
    bucket.forget("a");
    expect(bucket.numRequeues("a")).toBe(0);
    expect(bucket.when("a")).toBe(2000);
  });

  it.each([
    { says: "without a rate limit nothing waits", perSecond: Infinity, burst: 1, waits: [0, 0, 0] },
    {
      says: "without a rate limit nothing waits, even for a bucket that holds nothing",
      perSecond: Infinity,
      burst: 0,
      waits: [0, 0],
    },
    {
      says: "a bucket that holds nothing never grants anything",
      perSecond: 5,
      burst: 0,
      waits: [Infinity, Infinity],
    },
    {
      says: "a bucket that is never filled grants its burst and no more",
      perSecond: 0,
      burst: 2,
      waits: [0, 0, Infinity, Infinity],
    },
  ])("$says", ({ perSecond, burst, waits }) => {
    const clock = new ManualClock();
    const bucket = tokenBucket({ perSecond, burst, clock });
    const answers = waits.map(() => {
      clock.advance(1000);
      return bucket.when("a");
    });
    expect(answers).toEqual(waits);
  });

  it("uses the system's clock unless it is given another", () => {
    const now = vi.spyOn(systemClock, "now").mockReturnValue(5000);
    try {
      const bucket = tokenBucket({ perSecond: 1, burst: 1 });
      expect(ask(bucket, "a", 2)).toEqual([0, 1000]);
      now.mockReturnValue(5400);
      expect(bucket.when("a")).toBe(1600);
    } finally {
      now.mockRestore();
    }
  });

  it("grants no more than burst plus rate × time, at the instants it promised", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 100 }),
        (burst, perSecond, steps) => {
          const clock = new ManualClock();
          const bucket = tokenBucket({ perSecond, burst, clock });
          const granted = steps.map((ms) => {
            clock.advance(ms);
            return clock.now() + bucket.when("a");
          });
          expect(granted).toEqual(granted.toSorted((a, b) => a - b));
          granted.forEach((from, i) => {
            granted.slice(i).forEach((to, within) => {
              expect(within + 1).toBeLessThanOrEqual(burst + ((to - from) / 1000) * perSecond + 1e-6);
            });
          });
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each([
    {
      option: "perSecond",
      value: -1,
      error: "perSecond must be a number of tokens, at least 0, but it is -1",
    },
    {
      option: "perSecond",
      value: Number.NaN,
      error: "perSecond must be a number of tokens, at least 0, but it is NaN",
    },
    {
      option: "burst",
      value: 1.5,
      error: "burst must be a whole number from 0 to 9007199254740991, but it is 1.5",
    },
    {
      option: "burst",
      value: Infinity,
      error: "burst must be a whole number from 0 to 9007199254740991, but it is Infinity",
    },
  ])("refuses $option of $value", ({ option, value, error }) => {
    expect(() => tokenBucket({ perSecond: 1, burst: 1, [option]: value })).toThrow(new RangeError(error));
  });
});
