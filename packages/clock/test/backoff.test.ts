import { describe, expect, test } from "vitest";
import { Backoff, ManualClock } from "../src/index.ts";

const plain = { baseMs: 100, maxMs: 1000, jitter: 0 };

function waits(backoff: Backoff, count: number): number[] {
  return Array.from({ length: count }, () => backoff.next());
}

describe("Backoff", () => {
  test("doubles the wait up to the longest", () => {
    expect(waits(new Backoff(plain), 6)).toEqual([100, 200, 400, 800, 1000, 1000]);
  });

  test("multiplies by the factor", () => {
    expect(waits(new Backoff({ ...plain, factor: 3 }), 4)).toEqual([100, 300, 900, 1000]);
  });

  test("a base above the longest wait is cut", () => {
    expect(waits(new Backoff({ ...plain, baseMs: 5000 }), 2)).toEqual([1000, 1000]);
  });

  test("starts over after a reset", () => {
    const backoff = new Backoff(plain);
    waits(backoff, 3);
    backoff.reset();
    expect(backoff.next()).toBe(100);
  });

  test("stretches each wait by up to a half by default, and never shortens it", () => {
    const stretched = (random: number): number =>
      new Backoff({ baseMs: 100, maxMs: 1000, random: () => random }).next();
    expect([stretched(0), stretched(0.5), stretched(0.75)]).toEqual([100, 125, 137.5]);
  });

  test("stretches by the jitter that is given", () => {
    const backoff = new Backoff({ ...plain, jitter: 1, random: () => 0.5 });
    expect(waits(backoff, 2)).toEqual([150, 300]);
  });

  test("a failure that comes long after the one before is a first one", () => {
    const clock = new ManualClock();
    const backoff = new Backoff({ ...plain, resetAfter: { ms: 60_000, clock } });
    expect(waits(backoff, 2)).toEqual([100, 200]);
    clock.advance(60_000);
    expect(backoff.next()).toBe(400);
    clock.advance(60_001);
    expect(backoff.next()).toBe(100);
  });

  test("errors name the option as the caller calls it", () => {
    const of = (options: object): Backoff => new Backoff({ ...plain, ...options }, "retry");
    expect(() => of({ baseMs: -1 })).toThrow(
      "retry.baseMs must be a number of milliseconds, at least 0, but it is -1",
    );
    expect(() => of({ maxMs: NaN })).toThrow(
      "retry.maxMs must be a number of milliseconds, at least 0, but it is NaN",
    );
    expect(() => of({ factor: 0.5 })).toThrow("retry.factor must be a number, at least 1, but it is 0.5");
    expect(() => of({ jitter: "1" })).toThrow('retry.jitter must be a number, at least 0, but it is "1"');
    expect(() => of({ resetAfter: { ms: -1 } })).toThrow("retry.resetAfterMs must be");
    expect(() => new Backoff({ ...plain, maxMs: -1 })).toThrow(/^maxMs must be/);
  });
});
