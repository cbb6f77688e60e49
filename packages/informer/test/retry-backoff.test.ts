import { ManualClock } from "@workset/clock";
import { describe, expect, it } from "vitest";
import { RetryBackoff } from "../src/reflector/retry-backoff.ts";

describe("the wait after failures", () => {
  it("doubles from 0.8 s up to 30 s", () => {
    const backoff = new RetryBackoff(new ManualClock(), () => 0);
    const waits = Array.from({ length: 8 }, () => backoff.next());
    expect(waits).toEqual([800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000]);
  });

  it("is stretched at random to less than twice its length", () => {
    const stretches = [0, 0.5, 0.75];
    const backoff = new RetryBackoff(new ManualClock(), () => stretches.shift()!);
    expect([backoff.next(), backoff.next(), backoff.next()]).toEqual([800, 2_400, 5_600]);
  });

  it("starts over when more than two minutes have passed since the last failure, not since the first", () => {
    const clock = new ManualClock();
    const backoff = new RetryBackoff(clock, () => 0);
    const waits = [60_000, 60_000, 120_000, 120_000.125, 0].map((ms) => {
      clock.advance(ms);
      return backoff.next();
    });
    expect(waits).toEqual([800, 1_600, 3_200, 800, 1_600]);
  });

  it("obeys its options", () => {
    const clock = new ManualClock();
    const options = { baseMs: 10, maxMs: 25, factor: 3, jitter: 0, resetAfterMs: 5 };
    const backoff = new RetryBackoff(clock, () => 0.9, options);
    expect([backoff.next(), backoff.next()]).toEqual([10, 25]);
    clock.advance(6);
    expect(backoff.next()).toBe(10);
    expect(new RetryBackoff(clock, () => 0, { baseMs: 50, maxMs: 20 }).next()).toBe(20);
  });
});
