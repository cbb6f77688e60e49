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
import { DelayingQueue } from "@workset/delaying";
import { describe, expect, test } from "vitest";

const capabilities: readonly QueueCapability[] = [
  "payloads",
  "priorities",
  "ageing",
  "batches",
  "delays",
  "separate",
  "merge",
  "in-process",
];

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
  expect(skipped.map(({ clause, reason }) => `${clause.title} [${reason}]`)).toEqual([
    "A rate-limited key waits for as long as the limiter says, longer with each time it is asked. [needs rate-limits]",
    "A key that failed is handed out again when it is done and its wait is over. [needs rate-limits]",
    "The queue counts how often the limiter was asked, for each key by itself. [needs rate-limits]",
    "The limiter is asked although the key waits already; the earlier time stands. [needs rate-limits]",
    "Once a key is forgotten its next wait is like its first. [needs rate-limits]",
    "Forgetting takes nothing back: what waits, is ready or in hand stays as it is. [needs rate-limits]",
    "Being done is not being forgotten. [needs rate-limits]",
    "Plain adds and delays are not limited, and count for nothing. [needs rate-limits]",
    "Whatever its text, the limiter knows a key from all others. [needs rate-limits]",
  ]);
});
