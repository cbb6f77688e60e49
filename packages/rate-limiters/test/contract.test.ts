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
import { exponential, RateLimitingQueue } from "@workset/rate-limiters";
import { describe, expect, test } from "vitest";

const capabilities: readonly QueueCapability[] = [
  "payloads",
  "priorities",
  "ageing",
  "batches",
  "delays",
  "separate",
  "merge",
  "rate-limits",
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
    open: ({ baseMs = 10, ...setup } = {}) => {
      return new RateLimitingQueue<Item>({
        keyOf: ({ key }) => key,
        clock,
        limiter: exponential({ baseMs }),
        ...setup,
      });
    },
    async advance(ms) {
      clock.advance(ms);
      await setImmediate();
    },
  };
}

const { held, skipped } = applicable(queueClauses, capabilities);

describe("A RateLimitingQueue keeps the contract", () => {
  for (const clause of held) test(clause.title, () => checkClause(clause, openHarness));
});

test("A RateLimitingQueue is spared nothing", () => {
  expect(skipped).toEqual([]);
});
