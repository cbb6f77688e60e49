import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueueHarness } from "../queue-harness.ts";
import {
  queueClause,
  delayClause,
  item,
  items,
  keysGot,
  keysOf,
  next,
  outcomes,
  resolved,
  waits,
} from "../steps.ts";

/** How a queue comes to its end. */
export const shuttingDown: Chapter<QueueHarness> = {
  title: "Shutting down",
  clauses: [
    queueClause("A queue says whether it is shutting down.", async (queue) => {
      assert.equal(await queue.shuttingDown, false);
      await queue.shutDown();
      assert.equal(await queue.shuttingDown, true);
    }),
    queueClause("After the shutdown adds are dropped.", async (queue) => {
      await queue.shutDown();
      assert.equal(await queue.add(item("a")), "dropped");
      const counts = await queue.addAll(items("b", "c"));
      assert.deepEqual(outcomes(counts), { added: 0, coalesced: 0, rerun: 0, dropped: 2 });
      assert.equal(await queue.length, 0);
      assert.equal(await queue.tryGet(), undefined);
    }),
    queueClause("A processed key does not run again for an add that was dropped.", async (queue, harness) => {
      await queue.add(item("a"));
      const lease = await next(queue);
      await queue.shutDown();
      assert.equal(await queue.add(item("a")), "dropped");
      await lease.done();
      assert.equal(await resolved(harness, queue.get()), undefined);
    }),
    queueClause(
      "After the shutdown the ready keys are still handed out; then every get resolves with `undefined`.",
      async (queue, harness) => {
        await queue.addAll(items("a", "b"));
        await queue.shutDown();
        assert.equal((await resolved(harness, queue.get()))?.key, "a");
        assert.equal((await resolved(harness, queue.get()))?.key, "b");
        assert.equal(await resolved(harness, queue.get()), undefined);
        assert.equal(await resolved(harness, queue.get()), undefined);
      },
    ),
    queueClause(
      "The shutdown ends every get that waits: there will be no more keys.",
      async (queue, harness) => {
        const getting = [queue.get(), queue.get(new AbortController().signal)];
        await waits(harness, ...getting);
        await queue.shutDown();
        assert.deepEqual(await resolved(harness, Promise.all(getting)), [undefined, undefined]);
      },
    ),
    queueClause(
      "A key that was to run again before the shutdown can still be got after it.",
      async (queue, harness) => {
        await queue.add(item("a"));
        const lease = await next(queue);
        await queue.add(item("a"));
        await queue.shutDown();
        assert.equal(await resolved(harness, queue.get()), undefined);
        await lease.done();
        assert.equal((await resolved(harness, queue.get()))?.key, "a");
      },
    ),
    queueClause("A second shutdown does nothing.", async (queue, harness) => {
      await queue.add(item("a"));
      await queue.shutDown();
      await queue.shutDown();
      assert.deepEqual(await keysGot(queue), ["a"]);
      assert.equal(await resolved(harness, queue.get()), undefined);
    }),
    queueClause("Disposing a queue shuts it down.", async (queue, harness) => {
      const getting = queue.get();
      await waits(harness, getting);
      {
        await using _ = queue;
      }
      assert.equal(await resolved(harness, getting), undefined);
      assert.equal(await queue.add(item("a")), "dropped");
    }),
    delayClause(
      "After the shutdown delays are dropped, and waiting keys do not become ready.",
      { needs: ["delays"] },
      async (queue, harness) => {
        await queue.addAfter(item("a"), 100);
        await queue.shutDown();
        assert.equal(await queue.addAfter(item("b"), 50), "dropped");
        await harness.advance(100);
        assert.deepEqual(await keysGot(queue), []);
      },
    ),
    delayClause(
      "Keys that wait in the process alone are dropped at the shutdown.",
      { needs: ["delays", "in-process"] },
      async (queue) => {
        await queue.addAfter(item("a"), 100);
        await queue.shutDown();
        assert.equal(await queue.has("a"), false);
        assert.deepEqual(await keysOf(queue.waiting()), []);
      },
    ),
  ],
};
