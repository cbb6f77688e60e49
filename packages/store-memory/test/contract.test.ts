import { describe, expect, test } from "vitest";
import { applicable, checkClause, storeClauses } from "@workset/contract";
import { memoryHarness } from "./memory-harness.ts";

const { held, skipped } = applicable(storeClauses, (await memoryHarness()).capabilities);

describe("A store in memory keeps the contract", () => {
  for (const clause of held) {
    test(clause.title, async () => {
      expect(await checkClause(clause, memoryHarness)).toBe("kept");
    });
  }
});

test("It is spared what only a durable store can promise", () => {
  expect(skipped.map(({ clause, reason }) => `${clause.title} (${reason})`)).toEqual([
    "A durable store that is opened again finds everything, and nothing counts as crashed. (needs durable)",
    "What a durable store was asked before it was closed has happened, awaited or not. (needs durable)",
  ]);
});
