import { describe, expect, test } from "vitest";
import { ratios, spread } from "../src/statistics.ts";

describe("spread", () => {
  test("the median of an odd number of runs is the middle one, whatever their order", () => {
    expect(spread([9, 1, 10])).toEqual({ median: 9, min: 1, max: 10 });
  });

  test("the median of an even number of runs is the mean of the middle two", () => {
    expect(spread([40, 10, 30, 20])).toEqual({ median: 25, min: 10, max: 40 });
  });

  test("one run is its own median", () => {
    expect(spread([7])).toEqual({ median: 7, min: 7, max: 7 });
  });

  test("no run at all is an error", () => {
    expect(() => spread([])).toThrow("nothing was measured");
  });
});

describe("ratios", () => {
  test("are taken run by run, so that a slow moment of the machine cancels out", () => {
    const quiet = 100;
    const busy = 1000;
    expect(ratios([2 * quiet, 2 * busy, 3 * quiet], [quiet, busy, quiet])).toEqual([2, 2, 3]);
  });

  test("need as many runs on either side", () => {
    expect(() => ratios([1, 2], [1])).toThrow("2 runs cannot be compared with 1");
  });
});
