import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import {
  applicable,
  checkClause,
  queueClauses,
  type Item,
  type QueueCapability,
  type QueueHarness,
} from "@workset/contract";
import { WorkQueue } from "@workset/queue";
import { describe, expect, test } from "vitest";

const capabilities: readonly QueueCapability[] = [
  "payloads",
  "priorities",
  "ageing",
  "batches",
  "processes",
  "idle",
  "removes",
  "in-process",
];

function openHarness(): QueueHarness {
  const clock = new ManualClock();
  return {
    capabilities,
    settle: () => setImmediate(),
    open: (setup) => new WorkQueue<Item>({ keyOf: ({ key }) => key, clock, ...setup }),
    async advance(ms) {
      clock.advance(ms);
      await setImmediate();
    },
  };
}

const { held, skipped } = applicable(queueClauses, capabilities);

describe("A WorkQueue keeps the contract", () => {
  for (const clause of held) test(clause.title, () => checkClause(clause, openHarness));
});

test("A WorkQueue is not held to what it does not claim", () => {
  const other = skipped.filter(({ clause }) => !clause.needs?.includes("delays"));
  expect(other.map(({ clause }) => clause.title)).toEqual([]);
  expect(skipped.length).toBeGreaterThan(0);
});
