import { expect, test } from "vitest";
import { percentile } from "../src/percentiles.ts";

test("a percentile is the smallest value that covers its share", () => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);
  expect(percentile(hundred, 0.5)).toBe(50);
  expect(percentile(hundred, 0.99)).toBe(99);
  expect(percentile(hundred, 1)).toBe(100);
  expect(percentile([7], 0.01)).toBe(7);
});

test("of no values there is none", () => {
  expect(percentile([], 0.5)).toBeUndefined();
});

test("a share is more than nothing and at most all", () => {
  for (const share of [0, -1, 1.1, Number.NaN]) expect(() => percentile([1], share)).toThrow(RangeError);
});
