import { setImmediate } from "node:timers/promises";
import { applicable, checkClause, workersClauses } from "@workset/contract";
import { FairQueue } from "@workset/controller";
import { describe, expect, test } from "vitest";
import { durableCapabilities, durableHarness, processQueue, workersHarness } from "./workers-harness.ts";

const inProcess = applicable(workersClauses, []);

describe.each([
  { queue: "in the process", merge: true },
  { queue: "in the process whose waiting and active keys know nothing of each other", merge: false },
])("Workers on a queue $queue keep the contract", ({ merge }) => {
  for (const clause of inProcess.held) {
    test(clause.title, () =>
      checkClause(clause, () => workersHarness(async (clock) => processQueue(clock, merge))),
    );
  }
});

// A batch without time for more to join holds one key of each group, and here is one group.
const ofOneGroup = "A batch handler gets the ready keys, at most `max` at once.";

describe("workers on a fair queue keep the contract", () => {
  const held = inProcess.held.filter(({ title }) => title !== ofOneGroup);
  expect(held.length).toBe(inProcess.held.length - 1);

  for (const clause of held) {
    test(clause.title, () =>
      checkClause(clause, () =>
        workersHarness(async (clock, opened) => {
          const keyOf = ({ key }: { readonly key: string }): string => key;
          const groupOf = (): string => "all";
          const queue = new FairQueue({ groupOf, keyOf, clock, open: () => processQueue(clock) });
          opened.unshift(queue);
          return queue;
        }),
      ),
    );
  }
});

describe("workers on a durable queue keep the contract", () => {
  for (const clause of applicable(workersClauses, durableCapabilities).held) {
    test(clause.title, () => checkClause(clause, () => durableHarness()));
  }
});

describe("workers on a durable queue with a slow store keep the contract", () => {
  let verbs = 0;
  const late = async (call: () => Promise<unknown>): Promise<unknown> => {
    const answer = call();
    answer.catch(() => {});
    for (let left = [2, 0, 3][verbs++ % 3]!; left > 0; left--) await setImmediate();
    return answer;
  };
  for (const clause of applicable(workersClauses, durableCapabilities).held) {
    test(clause.title, () => checkClause(clause, () => durableHarness(late)));
  }
});

test("clauses that need a store are skipped for an in-process queue", () => {
  expect(inProcess.skipped.map(({ clause }) => clause.title)).toEqual([
    "A key that ends with `retry` or `again` during a stop waits for the next start.",
    "A stop ends in time even when the queue does not answer.",
    "While the queue cannot record how a run ended, the key stays processing and no other worker gets it.",
    "When the queue has recovered from a failure, the workers go on.",
    "A crash during a run counts as a failure: the next run is one attempt more.",
  ]);
  expect(applicable(workersClauses, durableCapabilities).skipped).toEqual([]);
});
