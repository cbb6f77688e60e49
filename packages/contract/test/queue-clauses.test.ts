import { describe, expect, test } from "vitest";
import { applicable, checkClause, queueCapabilities, queueClauses } from "@workset/contract";
import { modelHarness } from "./model-harness.ts";
import { promisedHarness } from "./promised-harness.ts";

describe("The model keeps the contract", () => {
  for (const clause of queueClauses) {
    test(clause.title, async () => {
      expect(await checkClause(clause, () => modelHarness())).toBe("kept");
    });
  }
});

describe("A queue whose verbs are promises is held to the same", () => {
  for (const clause of queueClauses) {
    test(clause.title, async () => {
      expect(await checkClause(clause, () => promisedHarness())).toBe("kept");
    });
  }
});

test("No two clauses say the same, and each says a sentence", () => {
  const sentences = queueClauses.map(({ title }) => title);
  expect(new Set(sentences).size).toBe(sentences.length);
  expect(sentences.filter((says) => !/^[A-Z].*\.$/.test(says))).toEqual([]);
});

test("Every capability is needed by some clause, and no clause needs anything else", () => {
  const needed = new Set(queueClauses.flatMap(({ needs = [] }) => [...needs]));
  expect([...needed].toSorted()).toEqual(queueCapabilities.toSorted());
});

test("A queue without capabilities is checked against what every queue promises, and the rest is skipped", () => {
  const { held, skipped } = applicable(queueClauses, []);
  expect(held.length + skipped.length).toBe(queueClauses.length);
  expect(held.every(({ needs = [] }) => needs.length === 0)).toBe(true);
  expect(skipped.map(({ reason }) => reason)).toContain("needs delays, merge");
});
