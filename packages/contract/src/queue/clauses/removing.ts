import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { ClearFilter } from "../queue-subject.ts";
import type { QueueHarness } from "../queue-harness.ts";
import {
  having,
  item,
  items,
  keysGot,
  keysOf,
  next,
  openDelayed,
  openRateLimited,
  removeClause,
  resolved,
} from "../steps.ts";

const needs = ["removes"] as const;

/** Keys that need work no more. */
export const removing: Chapter<QueueHarness> = {
  title: "Removing",
  clauses: [
    removeClause("A ready key that is removed is gone, and is not handed out.", { needs }, async (queue) => {
      await queue.addAll(items("a", "b", "c"));
      assert.equal(await queue.remove("b"), true);
      assert.equal(await queue.has("b"), false);
      assert.equal(await queue.length, 2);
      assert.deepEqual(await keysGot(queue), ["a", "c"]);
    }),
    removeClause(
      "A removed key that is added again is a new one, behind the others.",
      { needs },
      async (queue) => {
        await queue.addAll(items("a", "b"));
        await queue.remove("a");
        assert.equal(await queue.add(item("a")), "added");
        assert.deepEqual(await keysGot(queue), ["b", "a"]);
      },
    ),
    removeClause(
      "Removing a key that is processed removes its next run, and the present one goes on.",
      { needs },
      async (queue) => {
        await queue.add(item("a", 1));
        const lease = await next(queue);
        await queue.add(item("a", 2));
        assert.equal(await queue.remove("a"), true);
        assert.equal(await queue.stateOf("a"), "processing");
        for await (const listed of queue.list()) assert.deepEqual(listed.item, item("a", 1));
        const { rerun, processing } = await queue.stats();
        assert.deepEqual({ rerun, processing }, { rerun: 0, processing: 1 });
        await lease.done();
        assert.equal(await queue.has("a"), false);
      },
    ),
    removeClause(
      "A key that is processed and not due to run again cannot be removed.",
      { needs },
      async (queue) => {
        await queue.add(item("a"));
        const lease = await next(queue);
        assert.equal(await queue.remove("a"), false);
        assert.equal(await queue.stateOf("a"), "processing");
        await lease.done();
      },
    ),
    removeClause("Removing an unknown key does nothing, and says so.", { needs }, async (queue) => {
      await queue.add(item("a"));
      assert.equal(await queue.remove("b"), false);
      assert.deepEqual(await keysGot(queue), ["a"]);
    }),
    removeClause("A drain ends when the last ready key is removed.", { needs }, async (queue, harness) => {
      await queue.add(item("a"));
      const draining = queue.shutDownWithDrain();
      await queue.remove("a");
      assert.equal((await resolved(harness, draining)).ended, "drained");
    }),
    clause(
      "A waiting key that is removed never becomes ready.",
      { needs: ["removes", "delays"] },
      async (harness) => {
        const queue = having(await openDelayed(harness), "addAfter", "remove");
        await queue.addAfter(item("a"), 10);
        assert.equal(await queue.remove("a"), true);
        assert.equal(await queue.has("a"), false);
        await harness.advance(10);
        assert.equal(await queue.length, 0);
      },
    ),
    clause(
      "The failures of a removed key are forgotten.",
      { needs: ["removes", "delays", "rate-limits"] },
      async (harness) => {
        const queue = having(await openRateLimited(harness, 10), "addRateLimited", "numRequeues", "remove");
        await queue.addRateLimited(item("a"));
        await queue.remove("a");
        assert.equal(await queue.numRequeues("a"), 0);
      },
    ),
    removeClause(
      "Clearing removes every key that is not processed, and says how many.",
      { needs },
      async (queue) => {
        await queue.addAll(items("processing", "again", "a", "b"));
        const [, again] = [await next(queue), await next(queue)];
        await queue.add(item("again"));
        assert.equal(await queue.clear({ all: true }), 3);
        assert.deepEqual(await keysOf(queue.list()), ["processing", "again"]);
        await again.done();
        assert.equal(await queue.has("again"), false);
        assert.equal(await queue.length, 0);
      },
    ),
    clause(
      "Clearing by state removes the keys in that state alone.",
      { needs: ["removes", "delays"] },
      async (harness) => {
        const queue = having(await openDelayed(harness), "addAfter", "clear");
        await queue.addAll(items("processing", "ready"));
        await next(queue);
        await queue.add(item("processing"));
        await queue.addAfter(item("waiting"), 10);
        assert.equal(await queue.clear({ state: "waiting" }), 1);
        assert.deepEqual(await keysOf(queue.list()), ["ready", "processing"]);
        assert.equal(await queue.clear({ state: "rerun" }), 1);
        assert.equal(await queue.stateOf("processing"), "processing");
        assert.equal(await queue.clear({ state: "ready" }), 1);
        assert.deepEqual(await keysOf(queue.list()), ["processing"]);
      },
    ),
    removeClause(
      "A filter without a field, or with an unknown one, is refused and removes nothing.",
      { needs },
      async (queue) => {
        await queue.add(item("a"));
        for (const filter of [
          {},
          { sate: "ready" },
          { all: false },
          { state: undefined },
          { state: "done" },
        ]) {
          await assert.rejects(
            async () => queue.clear(filter as ClearFilter),
            `it should refuse ${JSON.stringify(filter)}`,
          );
        }
        assert.deepEqual(await keysGot(queue), ["a"]);
      },
    ),
  ],
};
