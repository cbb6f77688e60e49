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
  expect(skipped.map(({ clause, reason }) => `${clause.title} [${reason}]`)).toEqual([
    "A function is given the item that is tried again as the older of the two. [needs delays]",
    "A delayed key is ready when its time has come, and not before. [needs delays]",
    "A delay of zero or less adds at once. [needs delays]",
    "A key whose time has come goes to somebody who waits already. [needs delays]",
    "Keys become ready in the order of their times. [needs delays]",
    "Keys of one time become ready in the order in which they were added. [needs delays]",
    "Of several delays of one key the earliest wins: a later one changes nothing. [needs delays]",
    "An earlier delay moves the key forward. [needs delays]",
    "A delay that is to replace the present one does so, whether it is later or earlier. [needs delays]",
    "What waits can be cancelled, and does not come. [needs delays]",
    "What is ready or in hand cannot be cancelled. [needs delays]",
    "A waiting key can be postponed: it waits for at least so long from now, and never shorter than before. [needs delays]",
    "A key that does not wait cannot be postponed, and does not wait afterwards. [needs delays]",
    "A delay may be longer than a runtime's timers can hold, and may never end. [needs delays]",
    "A delay that is not a number is refused, and leaves everything as it was. [needs delays]",
    "A delay that ends while the key is in hand brings it back when it is done. [needs delays]",
    "Being done takes back no delay. [needs delays]",
    "The items of several delays of one key are combined as those of several adds are. [needs delays]",
    "A key becomes ready with the highest priority of its delays. [needs delays]",
    "Kept apart, a waiting key that is added runs now, and again when its time has come. [needs delays, separate]",
    "Kept apart, a ready key can be made to wait as well, and runs twice. [needs delays, separate]",
    "Kept apart, a delay that ends while its key is ready is coalesced into it. [needs delays, separate]",
    "Kept apart, each of the two has its own item. [needs delays, separate]",
    "Merged, a waiting key that is added is ready now, and nothing is left to wait. [needs delays, merge]",
    "Merged, a delay without length does the same. [needs delays, merge]",
    "Merged, a delay of a ready key is coalesced into it. [needs delays, merge]",
    "Merged, a delay of a key that is to come back is coalesced into it. [needs delays, merge]",
    "Merged, a key that is merely in hand can wait; if it is added before its time, it comes back once. [needs delays, merge]",
    "Merged, the waiting item is combined with the one that is added. [needs delays, merge]",
    "Merged, the higher priority counts, whether it was given to the delay or to the add. [needs delays, merge]",
    "A rate-limited key waits for as long as the limiter says, longer with each time it is asked. [needs delays, rate-limits]",
    "A key that failed is handed out again when it is done and its wait is over. [needs delays, rate-limits]",
    "The queue counts how often the limiter was asked, for each key by itself. [needs delays, rate-limits]",
    "The limiter is asked although the key waits already; the earlier time stands. [needs delays, rate-limits]",
    "Once a key is forgotten its next wait is like its first. [needs delays, rate-limits]",
    "Forgetting takes nothing back: what waits, is ready or in hand stays as it is. [needs delays, rate-limits]",
    "Being done is not being forgotten. [needs delays, rate-limits]",
    "Plain adds and delays are not limited, and count for nothing. [needs delays, rate-limits]",
    "After the shutdown delays are dropped, and what waits does not become ready. [needs delays]",
    "What waits in the process alone is gone with the shutdown. [needs delays]",
    "A drain waits for no key that is not yet due, and reports how many there were. [needs delays]",
    "A waiting key is known, and does not count as ready. [needs delays]",
    "Waiting keys are listed after the others, the next due first, with the time that is left. [needs delays]",
    "Whatever its text, a key can wait. [needs delays]",
    "Whatever its text, the limiter knows a key from all others. [needs delays, rate-limits]",
  ]);
});
