import { applicable, cacheClauses, checkClause } from "@workset/contract";
import { describe, expect, test } from "vitest";
import { SqliteCacheHarness } from "./sqlite-cache-harness.ts";

const harness = new SqliteCacheHarness();
const { held, skipped } = applicable(cacheClauses, harness.capabilities);

describe("A cache in a SQLite file keeps the contract", () => {
  for (const clause of held) test(clause.title, () => checkClause(clause, () => new SqliteCacheHarness()));
});

test("There is nothing in the contract that a cache in a SQLite file is not held to", async () => {
  expect(skipped).toEqual([]);
  await harness[Symbol.asyncDispose]();
});
