import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { storeClause } from "../store-probe.ts";

/** Keys that are completed, and those that changed while they were processing. */
export const runningAgain: Chapter<StoreHarness> = {
  title: "Completing, and running again",
  clauses: [
    storeClause("A key that is completed is gone.", async (queue) => {
      await queue.add("a");
      assert.equal(await queue.complete(await queue.takeOne()), "done");
      assert.deepEqual(await queue.counts(), { ready: 0, processing: 0, rerun: 0, waiting: 0, failed: 0 });
      assert.deepEqual(await queue.takeKeys(), []);
    }),
    storeClause(
      "A key that is added while processing runs once more, however often it was added.",
      async (queue) => {
        await queue.add("a");
        const claim = await queue.takeOne();
        assert.equal(await queue.add("a"), "rerun");
        assert.equal(await queue.add("a"), "coalesced");
        assert.equal(await queue.complete(claim), "rerun");
        assert.equal(await queue.complete(await queue.takeOne()), "done");
        assert.deepEqual(await queue.takeKeys(), []);
      },
    ),
    storeClause("Its next run is last of its priority.", async (queue) => {
      await queue.add("a");
      const claim = await queue.takeOne();
      await queue.addAll("a", "b");
      await queue.complete(claim);
      await queue.add("c");
      assert.deepEqual(await queue.takeKeys(), ["b", "a", "c"]);
    }),
    storeClause(
      "What is added to a processing key belongs to its next run: payload, priority and time.",
      async (queue) => {
        await queue.add("a", { payload: "1", priority: 9 });
        const claim = await queue.takeOne();
        queue.pass(1);
        const addedAt = queue.now;
        await queue.add("a", { payload: "2", priority: 1 });
        queue.pass(1);
        await queue.add("a", { payload: "3", priority: 2 });
        await queue.add("a", { payload: "4", priority: 0 });
        await queue.complete(claim);
        const next = await queue.takeOne();
        const { payload, priority } = next;
        assert.deepEqual(
          { payload, priority, addedAt: next.addedAt },
          { payload: "234", priority: 2, addedAt },
        );
      },
    ),
    storeClause("A processing key that also waits goes on waiting when it is completed.", async (queue) => {
      await queue.add("a", { payload: "1" });
      const claim = await queue.takeOne();
      assert.equal(await queue.add("a", { payload: "2", afterMs: 10 }), "waiting");
      assert.equal(await queue.complete(claim), "waiting");
      assert.deepEqual(await queue.takeKeys(), []);
      queue.pass(10);
      assert.equal((await queue.takeOne()).payload, "2");
    }),
    storeClause("A key that is to run again and waits besides does both.", async (queue) => {
      await queue.add("a");
      const claim = await queue.takeOne();
      await queue.add("a", { payload: "2" });
      await queue.add("a", { payload: "3", afterMs: 10 });
      assert.equal(await queue.complete(claim), "rerun");
      const again = await queue.takeOne();
      assert.equal(again.payload, "2");
      assert.equal(await queue.complete(again), "waiting");
      queue.pass(10);
      assert.equal((await queue.takeOne()).payload, "3");
    }),
  ],
};
