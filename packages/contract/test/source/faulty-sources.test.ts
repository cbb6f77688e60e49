import { describe, expect, test } from "vitest";
import { checkClause, sourceClauses } from "@workset/contract";
import { faultySources } from "./faulty-sources.ts";
import { modelSourceHarness } from "./model-source.ts";

describe("A source is found out that", () => {
  for (const { name, caughtBy, makeFaulty } of faultySources) {
    test(name, async () => {
      for (const sentence of caughtBy) {
        const clause = sourceClauses.find(({ title }) => title === sentence);
        expect(clause, `there is no clause that says: ${sentence}`).toBeDefined();
        const checking = checkClause(clause!, () => modelSourceHarness(makeFaulty));
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
  const caught = new Set(faultySources.flatMap(({ caughtBy }) => caughtBy));
  expect(sourceClauses.map(({ title }) => title).filter((title) => !caught.has(title))).toEqual([]);
});

test("No two faulty sources have one name, and each is found out by something", () => {
  expect(new Set(faultySources.map(({ name }) => name)).size).toBe(faultySources.length);
  expect(faultySources.filter(({ caughtBy }) => caughtBy.length === 0)).toEqual([]);
});
