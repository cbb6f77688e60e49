import { exponential } from "@workset/rate-limiters";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ask } from "./ask.ts";

describe("exponential", () => {
  it.each([
    {
      says: "doubles from the base",
      baseMs: 5,
      maxMs: 1000,
      waits: [5, 10, 20, 40, 80, 160, 320, 640, 1000, 1000],
    },
    { says: "takes a fraction of a millisecond", baseMs: 0.25, maxMs: 1, waits: [0.25, 0.5, 1, 1] },
    { says: "stays at the cap when the base is the cap", baseMs: 10, maxMs: 10, waits: [10, 10, 10] },
    {
      says: "answers the cap from the first failure when the base is above it",
      baseMs: 1500,
      maxMs: 250,
      waits: [250, 250],
    },
    { says: "lets nothing wait when the base is zero", baseMs: 0, maxMs: 1000, waits: [0, 0, 0, 0] },
    { says: "lets nothing wait when the cap is zero", baseMs: 5, maxMs: 0, waits: [0, 0, 0] },
    {
      says: "waits without end when base and cap are infinite",
      baseMs: Infinity,
      maxMs: Infinity,
      waits: [Infinity, Infinity],
    },
  ])("$says", ({ baseMs, maxMs, waits }) => {
    expect(ask(exponential({ baseMs, maxMs }), "a", waits.length)).toEqual(waits);
  });

  it("reaches its default cap of 1000 s on the nineteenth failure, starting at 5 ms", () => {
    const waits = ask(exponential(), "a", 20);
    expect(waits[0]).toBe(5);
    expect(waits.indexOf(1_000_000)).toBe(18);
    expect(waits[19]).toBe(1_000_000);
  });

  it("is still a number after more failures than a double can double", () => {
    expect(ask(exponential({ baseMs: 0, maxMs: Infinity }), "a", 3000).at(-1)).toBe(0);
    expect(ask(exponential({ baseMs: 3, maxMs: 9e12 }), "a", 3000).at(-1)).toBe(9e12);
    expect(ask(exponential({ baseMs: 5e-324, maxMs: Infinity }), "a", 3000).at(-1)).toBe(Infinity);
  });

  it("counts each key by itself and starts over when it is forgotten", () => {
    const limiter = exponential({ baseMs: 1, maxMs: 100 });
    ask(limiter, "a", 3);
    ask(limiter, "b", 1);
    expect([limiter.numRequeues("a"), limiter.numRequeues("b"), limiter.numRequeues("c")]).toEqual([3, 1, 0]);
    limiter.forget("a");
    limiter.forget("c");
    expect([limiter.numRequeues("a"), limiter.numRequeues("b")]).toEqual([0, 1]);
    expect([limiter.when("a"), limiter.when("b")]).toEqual([1, 2]);
  });

  it("does not confuse a key with what every object has", () => {
    const limiter = exponential({ baseMs: 1, maxMs: 100 });
    expect(limiter.numRequeues("constructor")).toBe(0);
    expect(ask(limiter, "__proto__", 3)).toEqual([1, 2, 4]);
    expect(limiter.when("toString")).toBe(1);
  });

  it("waits base × 2ⁿ, capped, and never less than before", () => {
    const wait = fc.double({ min: 0, max: 1e15, noNaN: true });
    fc.assert(
      fc.property(wait, wait, fc.integer({ min: 1, max: 200 }), (baseMs, maxMs, times) => {
        const waits = ask(exponential({ baseMs, maxMs }), "a", times);
        waits.forEach((waitMs, n) => expect(waitMs).toBe(Math.min(baseMs * 2 ** n, maxMs)));
        expect(waits).toEqual(waits.toSorted((a, b) => a - b));
      }),
    );
  });

  it.each([
    { options: { baseMs: -1 }, error: "baseMs must be a number of milliseconds, at least 0, but it is -1" },
    {
      options: { baseMs: Number.NaN },
      error: "baseMs must be a number of milliseconds, at least 0, but it is NaN",
    },
    {
      options: { maxMs: "1s" as unknown as number },
      error: 'maxMs must be a number of milliseconds, at least 0, but it is "1s"',
    },
    { options: { maxKeys: 0 }, error: "maxKeys must be a whole number from 1 to 16777216, but it is 0" },
    { options: { maxKeys: 1.5 }, error: "maxKeys must be a whole number from 1 to 16777216, but it is 1.5" },
    {
      options: { maxKeys: 2 ** 24 + 1 },
      error: "maxKeys must be a whole number from 1 to 16777216, but it is 16777217",
    },
    {
      options: { maxKeys: Infinity },
      error: "maxKeys must be a whole number from 1 to 16777216, but it is Infinity",
    },
  ])("refuses $options", ({ options, error }) => {
    expect(() => exponential(options)).toThrow(new RangeError(error));
  });
});
