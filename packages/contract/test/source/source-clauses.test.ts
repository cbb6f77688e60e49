import { describe, expect, test } from "vitest";
import { applicable, checkClause, contractPage, sourceClauses, sourceContract } from "@workset/contract";
import { modelSourceHarness } from "./model-source.ts";

describe("The model of a source keeps the contract", () => {
  for (const clause of sourceClauses) {
    test(clause.title, async () => {
      expect(await checkClause(clause, () => modelSourceHarness())).toBe("kept");
    });
  }
});

test("No two clauses say the same, and each says a sentence", () => {
  const sentences = sourceClauses.map(({ title }) => title);
  expect(new Set(sentences).size).toBe(sentences.length);
  expect(sentences.filter((says) => !/^[A-Z].*\.$/.test(says))).toEqual([]);
});

test("Every capability is needed by some clause, and no clause needs anything else", () => {
  const needed = new Set(sourceClauses.flatMap(({ needs = [] }) => [...needs]));
  expect([...needed].toSorted()).toEqual(modelSourceHarness().capabilities.toSorted());
});

test("The contract of sources prints itself as a page", () => {
  const page = contractPage(sourceContract);
  expect(page).toMatch(/^## Listing\n\n- A list contains every object once, in its newest state\.\n/);
  expect(page.split("\n").filter((line) => line.startsWith("- "))).toHaveLength(sourceClauses.length);
});

test("A source that lists and watches only is held to what every source promises", () => {
  const { held, skipped } = applicable(sourceClauses, []);
  expect(held.length + skipped.length).toBe(sourceClauses.length);
  expect(held.every(({ needs = [] }) => needs.length === 0)).toBe(true);
});
