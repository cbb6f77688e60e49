import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import {
  applicable,
  checkClause,
  queueCapabilities,
  queueClauses,
  type Item,
  type QueueHarness,
} from "@workset/contract";
import { DelayingQueue } from "@workset/delaying";
import { describe, expect, test } from "vitest";

const capabilities = queueCapabilities.filter((capability) => capability !== "rate-limits");

function openHarness(): QueueHarness {
  const clock = new ManualClock();
  return {
    capabilities,
    settle: () => setImmediate(),
    open: (setup) => new DelayingQueue<Item>({ keyOf: ({ key }) => key, clock, ...setup }),
    async advance(ms) {
      clock.advance(ms);
      await setImmediate();
    },
  };
}

const { held, skipped } = applicable(queueClauses, capabilities);

describe("A DelayingQueue keeps the contract", () => {
  for (const clause of held) test(clause.title, () => checkClause(clause, openHarness));
});

test("A DelayingQueue is not held to what it does not claim", () => {
  expect(new Set(skipped.map(({ reason }) => reason))).toEqual(new Set(["needs rate-limits"]));
});
