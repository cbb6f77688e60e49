import { describe, expect, test } from "vitest";
import { checkClause, objectStoreClauses } from "@workset/contract";
import { faultyObjectStores } from "./faulty-object-stores.ts";
import { modelObjectStoreHarness } from "./model-object-store-harness.ts";

describe("A store of objects is found out that", () => {
  for (const { name, caughtBy, makeFaulty } of faultyObjectStores) {
    test(name, async () => {
      for (const sentence of caughtBy) {
        const clause = objectStoreClauses.find(({ title }) => title === sentence);
        expect(clause, `there is no clause that says: ${sentence}`).toBeDefined();
        await expect(
          checkClause(clause!, () => modelObjectStoreHarness(makeFaulty)),
          sentence,
        ).rejects.toThrow();
      }
    });
  }
});

test("Every clause finds out at least one faulty store", () => {
  const caught = new Set(faultyObjectStores.flatMap(({ caughtBy }) => caughtBy));
  expect(objectStoreClauses.map(({ title }) => title).filter((title) => !caught.has(title))).toEqual([]);
});

test("No two faulty stores have one name, and each is found out by something", () => {
  expect(new Set(faultyObjectStores.map(({ name }) => name)).size).toBe(faultyObjectStores.length);
  expect(faultyObjectStores.filter(({ caughtBy }) => caughtBy.length === 0)).toEqual([]);
});
