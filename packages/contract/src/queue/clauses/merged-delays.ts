import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { QueueHarness } from "../queue-harness.ts";
import { inSequence, item, keysGot, keysOf, next, openDelayed } from "../steps.ts";

const needs = ["delays", "merge"] as const;
const setup = { merge: true };

/** Waiting and active keys as controller-runtime has them: one key, one piece of work. */
export const mergedDelays: Chapter<QueueHarness> = {
  title: "Delays, merged",
  clauses: [
    clause(
      "Merged, a waiting key that is added is ready now, and nothing is left to wait.",
      { needs },
      async (harness) => {
        const queue = await openDelayed(harness, setup);
        await queue.addAfter(item("a"), 100);
        assert.equal(await queue.add(item("a")), "added");
        assert.deepEqual(await keysOf(queue.waiting()), []);
        await (await next(queue)).done();
        await harness.advance(100);
        assert.deepEqual(await keysGot(queue), []);
      },
    ),
    clause("Merged, a delay of zero does the same.", { needs }, async (harness) => {
      const queue = await openDelayed(harness, setup);
      await queue.addAfter(item("a"), 100);
      assert.equal(await queue.addAfter(item("a"), 0), "added");
      await (await next(queue)).done();
      await harness.advance(100);
      assert.deepEqual(await keysGot(queue), []);
    }),
    clause("Merged, a delay of a ready key is coalesced into it.", { needs }, async (harness) => {
      const queue = await openDelayed(harness, setup);
      await queue.add(item("a"));
      assert.equal(await queue.addAfter(item("a"), 100), "coalesced");
      await (await next(queue)).done();
      await harness.advance(100);
      assert.deepEqual(await keysGot(queue), []);
    }),
    clause(
      "Merged, a delay of a key that is to run again is coalesced into it.",
      { needs },
      async (harness) => {
        const queue = await openDelayed(harness, setup);
        await queue.add(item("a"));
        const lease = await next(queue);
        await queue.add(item("a"));
        assert.equal(await queue.addAfter(item("a"), 100), "coalesced");
        await lease.done();
        await (await next(queue)).done();
        await harness.advance(100);
        assert.deepEqual(await keysGot(queue), []);
      },
    ),
    clause(
      "Merged, a key that is processed can also wait; if it is added before it is due, it runs once more.",
      { needs },
      async (harness) => {
        const queue = await openDelayed(harness, setup);
        await queue.add(item("a"));
        const lease = await next(queue);
        assert.equal(await queue.addAfter(item("a"), 100), "waiting");
        assert.equal(await queue.add(item("a")), "rerun");
        await lease.done();
        await (await next(queue)).done();
        await harness.advance(100);
        assert.deepEqual(await keysGot(queue), []);
      },
    ),
    clause(
      "Merged, the waiting item is combined with the one that is added.",
      { needs: ["delays", "merge", "payloads"] },
      async (harness) => {
        const queue = await openDelayed(harness, { ...setup, payload: inSequence });
        await queue.addAfter(item("a", 1), 100);
        await queue.add(item("a", 2));
        await queue.addAfter(item("a", 3), 100);
        assert.deepEqual((await next(queue)).item, item("a", 123));
      },
    ),
    clause(
      "Merged, the higher priority counts, whether it was given to the delay or to the add.",
      { needs: ["delays", "merge", "priorities"] },
      async (harness) => {
        const queue = await openDelayed(harness, setup);
        await queue.addAfter(item("a"), 100, { priority: 3 });
        await queue.add(item("a"), { priority: 1 });
        await queue.add(item("b"), { priority: 1 });
        await queue.addAfter(item("b"), 100, { priority: 4 });
        await queue.add(item("c"), { priority: 2 });
        assert.deepEqual(await keysGot(queue), ["b", "a", "c"]);
      },
    ),
  ],
};
