import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueueHarness } from "../queue-harness.ts";
import { batchClause, item, items, keysGot, keysOf, resolved, waits } from "../steps.ts";

const needs = ["batches"] as const;

/** How several keys are got at once. */
export const batches: Chapter<QueueHarness> = {
  title: "Batches",
  clauses: [
    batchClause(
      "A batch takes up to `max` ready keys, in order, and leaves the rest.",
      { needs },
      async (queue, harness) => {
        await queue.addAll(items("a", "b", "c"));
        assert.deepEqual(await keysOf(await resolved(harness, queue.getBatch(2))), ["a", "b"]);
        assert.deepEqual(await keysGot(queue), ["c"]);
      },
    ),
    batchClause(
      "A batch takes the ready keys and does not wait for more.",
      { needs },
      async (queue, harness) => {
        await queue.addAll(items("a", "b"));
        assert.deepEqual(await keysOf(await resolved(harness, queue.getBatch(5))), ["a", "b"]);
      },
    ),
    batchClause(
      "Where nothing is ready, a batch waits for its first key.",
      { needs },
      async (queue, harness) => {
        const getting = queue.getBatch(5);
        await waits(harness, getting);
        await queue.add(item("a"));
        assert.deepEqual(await keysOf(await resolved(harness, getting)), ["a"]);
      },
    ),
    batchClause(
      "A batch that may wait gathers keys until `maxWaitMs` have passed since its first.",
      { needs },
      async (queue, harness) => {
        const getting = queue.getBatch(5, { maxWaitMs: 100 });
        await harness.advance(1000);
        await queue.add(item("a"));
        await harness.advance(99);
        await queue.add(item("b"));
        await waits(harness, getting);
        await harness.advance(1);
        assert.deepEqual(await keysOf(await resolved(harness, getting)), ["a", "b"]);
      },
    ),
    batchClause("A full batch waits no longer.", { needs }, async (queue, harness) => {
      await queue.add(item("a"));
      const getting = queue.getBatch(2, { maxWaitMs: 100 });
      await waits(harness, getting);
      await queue.addAll(items("b", "c"));
      assert.deepEqual(await keysOf(await resolved(harness, getting)), ["a", "b"]);
      assert.deepEqual(await keysGot(queue), ["c"]);
    }),
    batchClause(
      "While a batch gathers, it keeps its position before callers that came later.",
      { needs },
      async (queue, harness) => {
        const batch = queue.getBatch(2, { maxWaitMs: 100 });
        const behind = queue.get();
        await waits(harness, batch, behind);
        await queue.addAll(items("a", "b"));
        await waits(harness, behind);
        await queue.add(item("c"));
        assert.deepEqual(await keysOf(await resolved(harness, batch)), ["a", "b"]);
        assert.equal((await resolved(harness, behind))?.key, "c");
      },
    ),
    batchClause(
      "Each key of a batch has its own lease, and is done by itself.",
      { needs },
      async (queue, harness) => {
        await queue.addAll(items("a", "b"));
        const [first] = await resolved(harness, queue.getBatch(2));
        await first?.done();
        assert.equal(await queue.add(item("a")), "added");
        assert.equal(await queue.add(item("b")), "rerun");
      },
    ),
    batchClause("An aborted batch that holds keys resolves with them.", { needs }, async (queue, harness) => {
      const stop = new AbortController();
      await queue.add(item("a"));
      const getting = queue.getBatch(5, { maxWaitMs: 100, signal: stop.signal });
      await waits(harness, getting);
      stop.abort();
      assert.deepEqual(await keysOf(await resolved(harness, getting)), ["a"]);
    }),
    batchClause(
      "An aborted batch that holds no key rejects with the signal's reason, and no key is lost.",
      { needs },
      async (queue, harness) => {
        const stop = new AbortController();
        const getting = queue.getBatch(5, { maxWaitMs: 100, signal: stop.signal });
        await waits(harness, getting);
        const reason = new Error("enough");
        stop.abort(reason);
        await assert.rejects(resolved(harness, getting), reason);
        await queue.add(item("a"));
        assert.deepEqual(await keysGot(queue), ["a"]);
      },
    ),
    batchClause(
      "A shutdown ends the wait of a batch; a batch that holds no key is then empty.",
      { needs },
      async (queue, harness) => {
        await queue.add(item("a"));
        const gathering = queue.getBatch(5, { maxWaitMs: 100 });
        const empty = queue.getBatch(5);
        await waits(harness, gathering, empty);
        await queue.shutDown();
        assert.deepEqual(await keysOf(await resolved(harness, gathering)), ["a"]);
        assert.deepEqual(await resolved(harness, empty), []);
        assert.deepEqual(await resolved(harness, queue.getBatch(5)), []);
      },
    ),
    batchClause("The size of a batch must be a whole number of at least 1.", { needs }, async (queue) => {
      await queue.add(item("a"));
      for (const max of [0, -1, 1.5, Number.NaN]) {
        await assert.rejects(async () => queue.getBatch(max), RangeError);
      }
      assert.deepEqual(await keysGot(queue), ["a"]);
    }),
  ],
};
