import { describe, expect, test } from "vitest";
import {
  applicable,
  cacheClauses,
  cacheContract,
  checkClause,
  contractPage,
  makeCacheHarness,
} from "@workset/contract";
import { blank, ModelCache, modelCacheHarness } from "./model-cache.ts";

describe("The model of a cache keeps the contract", () => {
  for (const clause of cacheClauses) {
    test(clause.title, async () => {
      expect(await checkClause(clause, () => modelCacheHarness())).toBe("kept");
    });
  }
});

test("No two clauses say the same, and each says a sentence", () => {
  const sentences = cacheClauses.map(({ title }) => title);
  expect(new Set(sentences).size).toBe(sentences.length);
  expect(sentences.filter((says) => !/^[A-Z].*\.$/.test(says))).toEqual([]);
});

test("A cache whose owner cannot be killed skips the clauses about crashes, and only those", () => {
  const open = (): ModelCache => new ModelCache(blank());
  const harness = makeCacheHarness({ open, settle: async () => {} });
  const { held, skipped } = applicable(cacheClauses, harness.capabilities);
  expect(held.length + skipped.length).toBe(cacheClauses.length);
  expect(new Set(skipped.map(({ reason }) => reason))).toEqual(new Set(["needs crashes"]));
});

test("The contract of caches prints itself as a page", () => {
  const page = contractPage(cacheContract);
  expect(page).toMatch(/^## Saving and finding\n\n- A cache to which nothing was saved has no version/);
  expect(page.split("\n").filter((line) => line.startsWith("- "))).toHaveLength(cacheClauses.length);
});
