import { applicable, cacheClauses, checkClause } from "@workset/contract";
import { describe, expect, test } from "vitest";
import { SqliteCacheHarness } from "./sqlite-cache-harness.ts";

const harness = new SqliteCacheHarness();
const { held, skipped } = applicable(cacheClauses, harness.capabilities);

describe.each(["better-sqlite3", "node:sqlite"] as const)(
  "a cache in a file of %s keeps the contract",
  (driver) => {
    for (const clause of held) {
      test(clause.title, () => checkClause(clause, () => new SqliteCacheHarness(driver)));
    }
  },
);

test("there is nothing in the contract that a cache in a SQLite file is not held to", async () => {
  expect(skipped).toEqual([]);
  await harness[Symbol.asyncDispose]();
});
