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
import type { Store } from "@workset/store";
import { MemoryStore } from "@workset/store-memory";
import { describe, expect, test } from "vitest";
import { start } from "./open-queue.ts";
import { late, outOfStep, turns, wrapped } from "./wrapped-store.ts";

const { held, skipped } = applicable(queueClauses, durableCapabilities);

/** A harness of durable queues, whose stores answer within a number of turns. */
function durableHarness(openStore: () => Store, turnsToSettle: number): QueueHarness {
  return makeDurableHarness({
    openStore: async () => openStore(),
    openQueue: ({ baseMs, ...setup }) =>
      DurableQueue.open<Item>({ ...setup, limiter: exponential({ baseMs }) }),
    clock: new ManualClock({ wallAt: start }),
    settle: () => turns(turnsToSettle),
  });
}

describe("A durable queue over a store in memory keeps the contract", () => {
  for (const clause of held) {
    test(clause.title, () => checkClause(clause, () => durableHarness(() => new MemoryStore(), 1)));
  }
});

test("a durable queue is spared ageing, and what is particular to queues in the process", () => {
  expect(new Set(skipped.map(({ reason }) => reason))).toEqual(new Set(["needs ageing", "needs in-process"]));
});

// With these stores the batch holds its first key some time after the add has resolved; the clause moves the clock
// right then.
const tooPrompt = "A batch that may wait gathers keys until `maxWaitMs` have passed since its first.";

describe.each([
  { how: "late", open: () => wrapped(new MemoryStore(), late) },
  { how: "out of step", open: () => wrapped(new MemoryStore(), outOfStep()) },
])("A durable queue over a store that answers $how keeps the contract", ({ open }) => {
  const patient = held.filter(({ title }) => title !== tooPrompt);
  expect(patient.length).toBe(held.length - 1);

  for (const clause of patient) {
    test(clause.title, () => checkClause(clause, () => durableHarness(open, 40)));
  }
});
