import { describe, expect, test } from "vitest";
import {
  applicable,
  checkClause,
  contractPage,
  objectStoreClauses,
  objectStoreContract,
} from "@workset/contract";
import { modelObjectStoreHarness } from "./model-object-store-harness.ts";

describe("The model of a store of objects keeps the contract", () => {
  for (const clause of objectStoreClauses) {
    test(clause.title, async () => {
      expect(await checkClause(clause, () => modelObjectStoreHarness())).toBe("kept");
    });
  }
});

test("No two clauses say the same, and each says a sentence", () => {
  const sentences = objectStoreClauses.map(({ title }) => title);
  expect(new Set(sentences).size).toBe(sentences.length);
  expect(sentences.filter((says) => !/^[A-Z].*\.$/.test(says))).toEqual([]);
});

test("Every capability is needed by some clause, and no clause needs anything else", () => {
  const needed = new Set(objectStoreClauses.flatMap(({ needs = [] }) => [...needs]));
  expect([...needed].toSorted()).toEqual(["adds-indexes", "restores"]);
});

test("A bare store is held to what every store promises, and told what it is spared", () => {
  const { held, skipped } = applicable(objectStoreClauses, []);
  expect(held.length + skipped.length).toBe(objectStoreClauses.length);
  expect(new Set(skipped.map(({ reason }) => reason))).toEqual(
    new Set(["needs adds-indexes", "needs restores", "needs restores, adds-indexes"]),
  );
});

test("The contract of stores of objects prints itself as a page", () => {
  const page = contractPage(objectStoreContract);
  expect(page).toMatch(/^## Holding\n\n- An object that was set is found by its key\.\n/);
  expect(page.split("\n").filter((line) => line.startsWith("- "))).toHaveLength(objectStoreClauses.length);
});
