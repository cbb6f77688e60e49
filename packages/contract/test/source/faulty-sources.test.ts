import { describe, expect, test } from "vitest";
import { checkClause, sourceClauses } from "@workset/contract";
import { faultySources } from "./faulty-sources.ts";
import { modelSourcePlace } from "./model-source.ts";

describe("A source is found out that", () => {
  for (const { name, trips, spoil } of faultySources) {
    test(name, async () => {
      for (const sentence of trips) {
        const clause = sourceClauses.find(({ says }) => says === sentence);
        expect(clause, `there is no clause that says: ${sentence}`).toBeDefined();
        const checking = checkClause(clause!, () => modelSourcePlace(spoil));
        await expect(checking, sentence).rejects.toSatisfy(isReason);
      }
    });
  }
});

/** Whether a check says what it missed: it neither hangs nor breaks down itself. */
function isReason(error: unknown): boolean {
  return (
    error instanceof Error && !(error instanceof TypeError) && !error.message.includes("the check hangs")
  );
}

test("Every clause finds out at least one faulty source", () => {
  const tripped = new Set(faultySources.flatMap(({ trips }) => trips));
  expect(sourceClauses.map(({ says }) => says).filter((says) => !tripped.has(says))).toEqual([]);
});

test("No two faulty sources have one name, and each is found out by something", () => {
  expect(new Set(faultySources.map(({ name }) => name)).size).toBe(faultySources.length);
  expect(faultySources.filter(({ trips }) => trips.length === 0)).toEqual([]);
});
