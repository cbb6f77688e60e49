import { workersClauses } from "@workset/contract";
import { expect, test } from "vitest";

test("No two clauses say the same, and each says a sentence", () => {
  const sentences = workersClauses.map(({ title }) => title);
  expect(new Set(sentences).size).toBe(sentences.length);
  expect(sentences.filter((says) => !/^[A-Z].*\.$/.test(says))).toEqual([]);
});

test("Every capability is needed by some clause, and no clause needs anything else", () => {
  const needed = new Set(workersClauses.flatMap(({ needs = [] }) => [...needs]));
  expect([...needed].toSorted()).toEqual(["durable", "faults"]);
});
