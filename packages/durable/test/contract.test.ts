import { MemoryStore } from "@workset/store-memory";
import { applicable, checkClause, queueClauses } from "@workset/contract";
import { describe, expect, test } from "vitest";
import { capabilities, durablePlace } from "./durable-place.ts";

describe("A durable queue over a store in memory", () => {
  const { held, skipped } = applicable(queueClauses, capabilities);

  for (const clause of held) {
    test(clause.says, () => checkClause(clause, () => durablePlace(async () => new MemoryStore())));
  }
});
