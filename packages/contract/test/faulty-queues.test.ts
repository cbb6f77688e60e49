import { describe, expect, test } from "vitest";
import { checkClause, queueClauses } from "@workset/contract";
import { faultyQueues } from "./faulty-queues.ts";
import { modelHarness } from "./model-harness.ts";

describe("A queue is found out that", () => {
  for (const { name, caughtBy, makeFaulty } of faultyQueues) {
    test(name, async () => {
      for (const sentence of caughtBy) {
        const clause = queueClauses.find(({ title }) => title === sentence);
        expect(clause, `there is no clause that says: ${sentence}`).toBeDefined();
        const checking = checkClause(clause!, () => modelHarness(makeFaulty));
        await expect(checking, sentence).rejects.toMatchObject({ code: "ERR_ASSERTION" });
      }
    });
  }
});

test("Every clause finds out at least one faulty queue", () => {
  const caught = new Set(faultyQueues.flatMap(({ caughtBy }) => caughtBy));
  expect(queueClauses.map(({ title }) => title).filter((title) => !caught.has(title))).toEqual([]);
});

test("No two faulty queues have one name, and each is found out by something", () => {
  expect(new Set(faultyQueues.map(({ name }) => name)).size).toBe(faultyQueues.length);
  expect(faultyQueues.filter(({ caughtBy }) => caughtBy.length === 0)).toEqual([]);
});
