import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { QueueHarness } from "../queue-harness.ts";
import { item, keysGot, next, openRateLimited } from "../steps.ts";

const needs = ["delays", "rate-limits"] as const;

/** How a key that failed comes again: the limiter of these queues doubles each key's wait. */
export const retrying: Chapter<QueueHarness> = {
  title: "Retrying",
  clauses: [
    clause(
      "A rate-limited key waits for as long as the limiter says, longer with each time it is asked.",
      { needs },
      async (harness) => {
        const queue = await openRateLimited(harness, 10);
        for (const waitMs of [10, 20, 40]) {
          assert.equal(await queue.addRateLimited(item("a")), "waiting");
          await harness.advance(waitMs - 1);
          assert.deepEqual(await keysGot(queue), []);
          await harness.advance(1);
          await (await next(queue)).done();
        }
      },
    ),
    clause(
      "A key that failed is handed out again when it is done and its wait is over.",
      { needs },
      async (harness) => {
        const queue = await openRateLimited(harness, 10);
        await queue.add(item("a"));
        const lease = await next(queue);
        await queue.addRateLimited(item("a"));
        await lease.done();
        await harness.advance(10);
        assert.deepEqual(await keysGot(queue), ["a"]);
      },
    ),
    clause(
      "The queue counts how often the limiter was asked, for each key by itself.",
      { needs },
      async (harness) => {
        const queue = await openRateLimited(harness, 10);
        await queue.addRateLimited(item("a"));
        await queue.addRateLimited(item("a"));
        await queue.addRateLimited(item("b"));
        assert.equal(await queue.numRequeues("a"), 2);
        assert.equal(await queue.numRequeues("b"), 1);
        assert.equal(await queue.numRequeues("c"), 0);
      },
    ),
    clause(
      "The limiter is asked although the key waits already; the earlier due time stays.",
      { needs },
      async (harness) => {
        const queue = await openRateLimited(harness, 10);
        await queue.addRateLimited(item("a"));
        assert.equal(await queue.addRateLimited(item("a")), "coalesced");
        assert.equal(await queue.numRequeues("a"), 2);
        await harness.advance(10);
        assert.deepEqual(await keysGot(queue), ["a"]);
      },
    ),
    clause("The next wait of a forgotten key is like its first.", { needs }, async (harness) => {
      const queue = await openRateLimited(harness, 10);
      await queue.addRateLimited(item("a"));
      await harness.advance(10);
      await (await next(queue)).done();
      await queue.forget("a");
      assert.equal(await queue.numRequeues("a"), 0);
      await queue.addRateLimited(item("a"));
      await harness.advance(10);
      assert.deepEqual(await keysGot(queue), ["a"]);
    }),
    clause(
      "Forgetting leaves the key as it is: ready, processing or waiting.",
      { needs },
      async (harness) => {
        const queue = await openRateLimited(harness, 10);
        await queue.add(item("processing"));
        await next(queue);
        await queue.add(item("ready"));
        await queue.addRateLimited(item("waiting"));
        for (const key of ["processing", "ready", "waiting"]) await queue.forget(key);
        assert.equal(await queue.stateOf("processing"), "processing");
        await harness.advance(10);
        assert.deepEqual(await keysGot(queue), ["ready", "waiting"]);
      },
    ),
    clause("Done does not forget the failures.", { needs }, async (harness) => {
      const queue = await openRateLimited(harness, 10);
      await queue.addRateLimited(item("a"));
      await harness.advance(10);
      await (await next(queue)).done();
      assert.equal(await queue.numRequeues("a"), 1);
    }),
    clause("Plain adds and delays do not ask the limiter.", { needs }, async (harness) => {
      const queue = await openRateLimited(harness, 10);
      await queue.addRateLimited(item("a"));
      await harness.advance(10);
      await (await next(queue)).done();
      assert.equal(await queue.add(item("a")), "added");
      await queue.addAfter(item("b"), 1);
      await harness.advance(1);
      assert.deepEqual(await keysGot(queue), ["a", "b"]);
      assert.equal(await queue.numRequeues("a"), 1);
      assert.equal(await queue.numRequeues("b"), 0);
    }),
  ],
};
