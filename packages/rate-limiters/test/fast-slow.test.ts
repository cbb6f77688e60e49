import { fastSlow } from "@workset/rate-limiters";
import { describe, expect, it } from "vitest";
import { ask } from "./ask.ts";

describe("fastSlow", () => {
  it.each([
    { maxFastAttempts: 3, waits: [5, 5, 5, 10_000, 10_000] },
    { maxFastAttempts: 1, waits: [5, 10_000, 10_000] },
    { maxFastAttempts: 0, waits: [10_000, 10_000] },
  ])("answers fast exactly $maxFastAttempts times, slow afterwards", ({ maxFastAttempts, waits }) => {
    expect(ask(fastSlow({ fastMs: 5, slowMs: 10_000, maxFastAttempts }), "a", waits.length)).toEqual(waits);
  });

  it("counts each key by itself and starts over when it is forgotten", () => {
    const limiter = fastSlow({ fastMs: 1, slowMs: 9, maxFastAttempts: 2 });
    ask(limiter, "a", 4);
    expect(ask(limiter, "b", 1)).toEqual([1]);
    expect([limiter.numRequeues("a"), limiter.numRequeues("b")]).toEqual([4, 1]);
    limiter.forget("a");
    expect([limiter.numRequeues("a"), limiter.numRequeues("b")]).toEqual([0, 1]);
    expect(ask(limiter, "a", 3)).toEqual([1, 1, 9]);
  });

  it("may be slower when it is called fast", () => {
    expect(ask(fastSlow({ fastMs: 100, slowMs: 1, maxFastAttempts: 1 }), "a", 2)).toEqual([100, 1]);
  });

  it.each([
    {
      option: "fastMs",
      value: -5,
      error: "fastMs must be a number of milliseconds, at least 0, but it is -5",
    },
    {
      option: "slowMs",
      value: Number.NaN,
      error: "slowMs must be a number of milliseconds, at least 0, but it is NaN",
    },
    {
      option: "maxFastAttempts",
      value: 2.5,
      error: "maxFastAttempts must be a whole number from 0 to 9007199254740991, but it is 2.5",
    },
    {
      option: "maxFastAttempts",
      value: -1,
      error: "maxFastAttempts must be a whole number from 0 to 9007199254740991, but it is -1",
    },
    { option: "maxKeys", value: 0, error: "maxKeys must be a whole number from 1 to 16777216, but it is 0" },
  ])("refuses $option of $value", ({ option, value, error }) => {
    const good = { fastMs: 1, slowMs: 2, maxFastAttempts: 3 };
    expect(() => fastSlow({ ...good, [option]: value })).toThrow(new RangeError(error));
  });
});
