import { describe, expect, test } from "vitest";
import { checkClause, queueClauses } from "@workset/contract";
import { faultyQueues } from "./faulty-queues.ts";
import { modelPlace } from "./model-place.ts";

describe("A queue is found out that", () => {
  for (const { name, trips, spoil } of faultyQueues) {
    test(name, async () => {
      for (const sentence of trips) {
        const clause = queueClauses.find(({ says }) => says === sentence);
        expect(clause, `there is no clause that says: ${sentence}`).toBeDefined();
        const checking = checkClause(clause!, () => modelPlace(spoil));
        await expect(checking, sentence).rejects.toMatchObject({ code: "ERR_ASSERTION" });
      }
    });
  }
});

test("Every clause finds out at least one faulty queue", () => {
  const tripped = new Set(faultyQueues.flatMap(({ trips }) => trips));
  expect(queueClauses.map(({ says }) => says).filter((says) => !tripped.has(says))).toEqual([]);
});

test("No two faulty queues have one name, and each is found out by something", () => {
  expect(new Set(faultyQueues.map(({ name }) => name)).size).toBe(faultyQueues.length);
  expect(faultyQueues.filter(({ trips }) => trips.length === 0)).toEqual([]);
});
