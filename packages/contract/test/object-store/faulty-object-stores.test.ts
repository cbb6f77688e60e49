import { describe, expect, test } from "vitest";
import { checkClause, objectStoreClauses } from "@workset/contract";
import { faultyObjectStores } from "./faulty-object-stores.ts";
import { modelObjectStorePlace } from "./model-object-store-place.ts";

describe("A store of objects is found out that", () => {
  for (const { name, trips, spoil } of faultyObjectStores) {
    test(name, async () => {
      for (const sentence of trips) {
        const clause = objectStoreClauses.find(({ says }) => says === sentence);
        expect(clause, `there is no clause that says: ${sentence}`).toBeDefined();
        await expect(
          checkClause(clause!, () => modelObjectStorePlace(spoil)),
          sentence,
        ).rejects.toThrow();
      }
    });
  }
});

test("Every clause finds out at least one faulty store", () => {
  const tripped = new Set(faultyObjectStores.flatMap(({ trips }) => trips));
  expect(objectStoreClauses.map(({ says }) => says).filter((says) => !tripped.has(says))).toEqual([]);
});

test("No two faulty stores have one name, and each is found out by something", () => {
  expect(new Set(faultyObjectStores.map(({ name }) => name)).size).toBe(faultyObjectStores.length);
  expect(faultyObjectStores.filter(({ trips }) => trips.length === 0)).toEqual([]);
});
