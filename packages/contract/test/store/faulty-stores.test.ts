import { describe, expect, test } from "vitest";
import { checkClause, storeClauses } from "@workset/contract";
import { faultyStores } from "./faulty-stores.ts";
import { modelStoreHarness } from "./model-store-harness.ts";

describe("The contract catches a store that", () => {
  for (const faulty of faultyStores) {
    test(faulty.name, async () => {
      for (const sentence of faulty.caughtBy) {
        const clause = storeClauses.find(({ title }) => title === sentence);
        expect(clause, `there is no clause that says: ${sentence}`).toBeDefined();
        const checking = checkClause(clause!, () => modelStoreHarness(faulty));
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

test("Every clause catches at least one faulty store", () => {
  const caught = new Set(faultyStores.flatMap(({ caughtBy }) => caughtBy));
  expect(storeClauses.map(({ title }) => title).filter((title) => !caught.has(title))).toEqual([]);
});

test("No two faulty stores have one name, and each is caught by a clause", () => {
  expect(new Set(faultyStores.map(({ name }) => name)).size).toBe(faultyStores.length);
  expect(faultyStores.filter(({ caughtBy }) => caughtBy.length === 0)).toEqual([]);
});
