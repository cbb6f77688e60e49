import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock } from "@workset/clock";
import {
  applicable,
  checkClause,
  durableCapabilities,
  makeDurableHarness,
  queueClauses,
  type Item,
  type QueueHarness,
} from "@workset/contract";
import { DurableQueue } from "@workset/durable";
import { exponential } from "@workset/rate-limiters";
import { SqliteStore } from "@workset/store-sqlite";
import { afterAll, describe, expect, test } from "vitest";
import { turns } from "./turns.ts";

const folder = mkdtempSync(join(tmpdir(), "workset-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

const { held, skipped } = applicable(queueClauses, durableCapabilities);

function durableHarness(): QueueHarness {
  return makeDurableHarness({
    openStore: () => SqliteStore.open(join(folder, `${files++}.db`), { durability: "process-crash" }),
    openQueue: ({ baseMs, ...setup }) =>
      DurableQueue.open<Item>({ ...setup, limiter: exponential({ baseMs }) }),
    clock: new ManualClock({ wallAt: Date.UTC(2026, 0, 1) }),
    settle: () => turns(),
  });
}

describe("A durable queue over a store in a SQLite file keeps the contract", () => {
  for (const clause of held) {
    test(clause.title, () => checkClause(clause, durableHarness));
  }
});

test("it is spared ageing, and what is particular to queues in the process", () => {
  expect(new Set(skipped.map(({ reason }) => reason))).toEqual(new Set(["needs ageing", "needs in-process"]));
});
