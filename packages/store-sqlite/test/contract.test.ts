import { applicable, checkClause, storeClauses } from "@workset/contract";
import { describe, expect, test } from "vitest";
import { SqliteHarness } from "./sqlite-harness.ts";

const harness = new SqliteHarness();
const { held, skipped } = applicable(storeClauses, harness.capabilities);

describe.each(["better-sqlite3", "node:sqlite"] as const)(
  "a SqliteStore over %s keeps the contract",
  (driver) => {
    for (const clause of held) {
      test(clause.title, () => checkClause(clause, () => new SqliteHarness({ driver })));
    }
  },
);

test("there is nothing in the contract that a SqliteStore is not held to", async () => {
  expect(skipped).toEqual([]);
  await harness[Symbol.asyncDispose]();
});
