import { describe, expect, test } from "vitest";
import { applicable, checkClause, storeClauses } from "@workset/contract";
import { memoryPlace } from "./memory-place.ts";

const { held, skipped } = applicable(storeClauses, (await memoryPlace()).capabilities);

describe("A store in memory keeps the contract", () => {
  for (const clause of held) {
    test(clause.says, async () => {
      expect(await checkClause(clause, memoryPlace)).toBe("kept");
    });
  }
});

test("It is spared what only a durable store can promise", () => {
  expect(skipped.map(({ clause, reason }) => `${clause.says} (${reason})`)).toEqual([
    "A durable store that is opened again finds everything, and nothing counts as crashed. (needs durable)",
    "What a durable store was asked before it was closed has happened, awaited or not. (needs durable)",
  ]);
});
