import { describe, expect, test } from "vitest";
import { checkClause, storeClauses } from "@workset/contract";
import { faultyStores } from "./faulty-stores.ts";
import { modelStorePlace } from "./model-store-place.ts";

describe("A store is found out that", () => {
  for (const faulty of faultyStores) {
    test(faulty.name, async () => {
      for (const sentence of faulty.trips) {
        const clause = storeClauses.find(({ says }) => says === sentence);
        expect(clause, `there is no clause that says: ${sentence}`).toBeDefined();
        const checking = checkClause(clause!, () => modelStorePlace(faulty));
        await expect(checking, sentence).rejects.toSatisfy(isReason);
      }
    });
  }
});

/** Whether a check says what it missed, or what the store refused: it neither hangs nor breaks down itself. */
function isReason(error: unknown): boolean {
  return (
    error instanceof Error && !(error instanceof TypeError) && !error.message.includes("the check hangs")
  );
}

test("Every clause finds out at least one faulty store", () => {
  const tripped = new Set(faultyStores.flatMap(({ trips }) => trips));
  expect(storeClauses.map(({ says }) => says).filter((says) => !tripped.has(says))).toEqual([]);
});

test("No two faulty stores have one name, and each is found out by something", () => {
  expect(new Set(faultyStores.map(({ name }) => name)).size).toBe(faultyStores.length);
  expect(faultyStores.filter(({ trips }) => trips.length === 0)).toEqual([]);
});
