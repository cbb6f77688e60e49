import { expect, test } from "vitest";
import { randomOf } from "../src/random.ts";

function some(...parts: (string | number)[]): number[] {
  const random = randomOf(...parts);
  return Array.from({ length: 20 }, () => random.int(1000));
}

test("the same parts give the same choices, others give others", () => {
  expect(some(1, "a")).toEqual(some(1, "a"));
  expect(some(1, "a")).not.toEqual(some(2, "a"));
  expect(some(1, "a")).not.toEqual(some(1, "b"));
});

test("choices are spread over all there is to choose", () => {
  const random = randomOf("spread");
  const counts = Array.from({ length: 10 }, () => 0);
  for (let n = 0; n < 10_000; n++) counts[random.int(10)]!++;
  for (const count of counts) expect(count).toBeGreaterThan(800);
});
