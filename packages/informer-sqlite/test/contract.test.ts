import { applicable, cacheClauses, checkClause } from "@workset/contract";
import { describe, expect, test } from "vitest";
import { SqliteCachePlace } from "./sqlite-cache-place.ts";

const place = new SqliteCachePlace();
const { held, skipped } = applicable(cacheClauses, place.capabilities);

describe("A cache in a SQLite file keeps the contract", () => {
  for (const clause of held) test(clause.says, () => checkClause(clause, () => new SqliteCachePlace()));
});

test("There is nothing in the contract that a cache in a SQLite file is not held to", async () => {
  expect(skipped).toEqual([]);
  await place[Symbol.asyncDispose]();
});
