import { applicable, checkClause, storeClauses } from "@workset/contract";
import { describe, expect, test } from "vitest";
import { SqlitePlace } from "./sqlite-place.ts";

const place = new SqlitePlace();
const { held, skipped } = applicable(storeClauses, place.capabilities);

describe("A SqliteStore keeps the contract", () => {
  for (const clause of held) test(clause.says, () => checkClause(clause, () => new SqlitePlace()));
});

test("There is nothing in the contract that a SqliteStore is not held to", async () => {
  expect(skipped).toEqual([]);
  await place[Symbol.asyncDispose]();
});
