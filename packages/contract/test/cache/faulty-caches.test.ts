import { describe, expect, test } from "vitest";
import { cacheClauses, checkClause } from "@workset/contract";
import { faultyCaches } from "./faulty-caches.ts";
import { modelCachePlace } from "./model-cache.ts";

describe("A cache is found out that", () => {
  for (const { name, trips, spoil } of faultyCaches) {
    test(name, async () => {
      for (const sentence of trips) {
        const clause = cacheClauses.find(({ says }) => says === sentence);
        expect(clause, `there is no clause that says: ${sentence}`).toBeDefined();
        const checking = checkClause(clause!, () => modelCachePlace(spoil));
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

test("Every clause finds out at least one faulty cache", () => {
  const tripped = new Set(faultyCaches.flatMap(({ trips }) => trips));
  expect(cacheClauses.map(({ says }) => says).filter((says) => !tripped.has(says))).toEqual([]);
});

test("No two faulty caches have one name, and each is found out by something", () => {
  expect(new Set(faultyCaches.map(({ name }) => name)).size).toBe(faultyCaches.length);
  expect(faultyCaches.filter(({ trips }) => trips.length === 0)).toEqual([]);
});
