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
import { exponential, RateLimitingQueue } from "@workset/rate-limiters";
import { describe, expect, test } from "vitest";

function openHarness(): QueueHarness {
  const clock = new ManualClock();
  return {
    capabilities: queueCapabilities,
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

const { held, skipped } = applicable(queueClauses, queueCapabilities);

describe("A RateLimitingQueue keeps the contract", () => {
  for (const clause of held) test(clause.title, () => checkClause(clause, openHarness));
});

test("A RateLimitingQueue is spared nothing", () => {
  expect(skipped).toEqual([]);
});
