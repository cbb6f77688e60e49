import { describe, expect, test } from "vitest";
import { cacheClauses, checkClause } from "@workset/contract";
import { faultyCaches } from "./faulty-caches.ts";
import { modelCacheHarness } from "./model-cache.ts";

describe("The contract catches a cache that", () => {
  for (const { name, caughtBy, makeFaulty } of faultyCaches) {
    test(name, async () => {
      for (const sentence of caughtBy) {
        const clause = cacheClauses.find(({ title }) => title === sentence);
        expect(clause, `there is no clause that says: ${sentence}`).toBeDefined();
        const checking = checkClause(clause!, () => modelCacheHarness(makeFaulty));
        await expect(checking, sentence).rejects.toSatisfy(isReason);
      }
    });
  }
});

/** Whether a check says what it missed, or what the cache refused: it neither hangs nor breaks down itself. */
function isReason(error: unknown): boolean {
  return (
    error instanceof Error && !(error instanceof TypeError) && !error.message.includes("the check hangs")
  );
}

test("Every clause catches at least one faulty cache", () => {
  const caught = new Set(faultyCaches.flatMap(({ caughtBy }) => caughtBy));
  expect(cacheClauses.map(({ title }) => title).filter((title) => !caught.has(title))).toEqual([]);
});

test("No two faulty caches have one name, and each is caught by a clause", () => {
  expect(new Set(faultyCaches.map(({ name }) => name)).size).toBe(faultyCaches.length);
  expect(faultyCaches.filter(({ caughtBy }) => caughtBy.length === 0)).toEqual([]);
});
