import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { QueueHarness } from "../queue-harness.ts";
import { queueClause, inSequence, item, next, openDelayed } from "../steps.ts";

const needs = ["payloads"] as const;

/** Which of two payloads of one key is kept. */
export const payloads: Chapter<QueueHarness> = {
  title: "Payloads",
  clauses: [
    queueClause(
      "With the policy `latest`, the last of several items of one key is handed out.",
      { needs },
      async (queue) => {
        await queue.addAll([item("a", 1), item("a", 2), item("a", 3)]);
        assert.deepEqual((await next(queue)).item, item("a", 3));
      },
    ),
    clause(
      "With the policy `first`, the first of several items of one key is handed out.",
      { needs },
      async (harness) => {
        const queue = await harness.open({ payload: "first" });
        await queue.addAll([item("a", 1), item("a", 2), item("a", 3)]);
        assert.deepEqual((await next(queue)).item, item("a", 1));
      },
    ),
    clause(
      "A payload function makes one item of two, the waiting one and the added one.",
      { needs },
      async (harness) => {
        const queue = await harness.open({ payload: inSequence });
        await queue.addAll([item("a", 1), item("a", 2), item("a", 3)]);
        assert.deepEqual((await next(queue)).item, item("a", 123));
      },
    ),
    queueClause("A key that is processed keeps the item it was got with.", { needs }, async (queue) => {
      await queue.add(item("a", 1));
      const lease = await next(queue);
      await queue.add(item("a", 2));
      assert.deepEqual(lease.item, item("a", 1));
    }),
    clause(
      "Items added while a key is processed are combined for the next run, without the item of the present one.",
      { needs },
      async (harness) => {
        const queue = await harness.open({ payload: inSequence });
        await queue.add(item("a", 1));
        const lease = await next(queue);
        await queue.addAll([item("a", 2), item("a", 3)]);
        await lease.done();
        assert.deepEqual((await next(queue)).item, item("a", 23));
      },
    ),
    queueClause(
      "An item added with `again` does not replace what was added while it was processed.",
      { needs },
      async (queue) => {
        await queue.add(item("a", 1));
        const lease = await next(queue);
        await queue.add(item("a", 2));
        await queue.add(lease.item, { again: true });
        await lease.done();
        assert.deepEqual((await next(queue)).item, item("a", 2));
      },
    ),
    clause(
      "A payload function is given the item added with `again` as the older of the two.",
      { needs: ["payloads", "delays"] },
      async (harness) => {
        const queue = await openDelayed(harness, { payload: inSequence });
        await queue.add(item("a", 1));
        const lease = await next(queue);
        await queue.addAfter(item("a", 2), 10);
        await queue.addAfter(lease.item, 5, { again: true });
        await lease.done();
        await harness.advance(5);
        assert.deepEqual((await next(queue)).item, item("a", 12));
      },
    ),
  ],
};
