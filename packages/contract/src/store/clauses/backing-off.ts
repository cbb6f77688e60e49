import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { keepingClause, mergingClause, storeClause, throwing, uncombinable } from "../store-probe.ts";

/** Failures that are counted, and the waits they lead to. */
export const backingOff: Chapter<StoreHarness> = {
  title: "Backing off",
  clauses: [
    storeClause(
      "An add may count a failure: its function receives the number of failures, and returns the delay.",
      async (queue) => {
        const told: number[] = [];
        const due = (failures: number): number => {
          told.push(failures);
          return 10 * 2 ** failures;
        };
        for (const waitMs of [10, 20, 40]) {
          assert.equal(await queue.add("a", { due }), "waiting");
          queue.pass(waitMs - 1);
          assert.deepEqual(await queue.takeKeys(), []);
          queue.pass(1);
          const claim = await queue.takeOne();
          assert.equal(claim.failures, told.length);
          await queue.complete(claim);
        }
        assert.deepEqual(told, [0, 1, 2]);
      },
    ),
    storeClause(
      "A key that never failed, or that the queue does not know, has no failures.",
      async (queue) => {
        await queue.add("a");
        await queue.add("b", { afterMs: 10 });
        for (const key of ["a", "b", "unknown"]) assert.equal(await queue.failures(key), 0);
        await queue.fail("a", 10);
        assert.equal(await queue.failures("a"), 1);
        assert.equal(await queue.failures("b"), 0);
      },
    ),
    storeClause("A completed key keeps its failures until they are forgotten.", async (queue) => {
      await queue.fail("a", 0);
      assert.equal(await queue.complete(await queue.takeOne()), "done");
      assert.equal(await queue.failures("a"), 1);
      assert.deepEqual(await queue.counts(), { ready: 0, processing: 0, rerun: 0, waiting: 0, failed: 0 });
      assert.equal(await queue.add("a"), "added");
      assert.equal((await queue.takeOne()).failures, 1);
      await queue.forget("a");
      assert.equal(await queue.failures("a"), 0);
    }),
    storeClause("Forgetting a key clears its failures and nothing else.", async (queue) => {
      await queue.fail("processing", 0);
      await queue.takeOne();
      await queue.fail("ready", 0);
      await queue.fail("waiting", 10);
      for (const key of ["processing", "ready", "waiting", "unknown"]) await queue.forget(key);
      for (const key of ["processing", "ready", "waiting"]) assert.equal(await queue.failures(key), 0);
      const { ready, processing, waiting } = await queue.counts();
      assert.deepEqual({ ready, processing, waiting }, { ready: 1, processing: 1, waiting: 1 });
    }),
    storeClause("A failed key that need not wait is ready, and the failure is counted.", async (queue) => {
      assert.equal(await queue.fail("a", 0), "added");
      assert.equal(await queue.fail("a", -5), "coalesced");
      assert.equal(await queue.failures("a"), 2);
      assert.deepEqual(await queue.takeKeys(), ["a"]);
    }),
    mergingClause("A failure is counted even if its wait is not the one that counts.", async (queue) => {
      await queue.fail("a", 10);
      assert.equal(await queue.fail("a", 20), "coalesced");
      assert.equal(await queue.failures("a"), 2);
      await queue.add("b");
      assert.equal(await queue.fail("b", 20), "coalesced");
      assert.equal(await queue.failures("b"), 1);
    }),
    storeClause(
      "An add whose function throws rejects with that, and counts and changes nothing.",
      async (queue) => {
        await queue.fail("a", 10, { payload: "1" });
        await assert.rejects(queue.add("a", { due: throwing }), RangeError);
        await assert.rejects(queue.fail("a", 5, { payload: uncombinable }), RangeError);
        await assert.rejects(queue.add("unknown", { due: throwing }), RangeError);
        assert.equal(await queue.failures("a"), 1);
        assert.equal(await queue.failures("unknown"), 0);
        queue.pass(9);
        assert.deepEqual(await queue.takeKeys(), []);
        queue.pass(1);
        assert.equal((await queue.takeOne()).payload, "1");
      },
    ),
    mergingClause("Merging, an add for now cuts a back-off short, and the failures stand.", async (queue) => {
      await queue.fail("a", 1000);
      assert.equal(await queue.add("a"), "added");
      assert.equal((await queue.takeOne()).failures, 1);
      assert.equal((await queue.counts()).waiting, 0);
    }),
    keepingClause(
      "Where back-offs are kept, it is coalesced into what waits, and the key waits on.",
      async (queue) => {
        await queue.fail("a", 10, { payload: "1" });
        const add = { payload: "2", priority: 3 };
        assert.equal(await queue.add("a", add), "coalesced");
        queue.pass(9);
        assert.deepEqual(await queue.takeKeys(), []);
        queue.pass(1);
        const { payload, priority, failures } = await queue.takeOne();
        assert.deepEqual({ payload, priority, failures }, { payload: "12", priority: 3, failures: 1 });
      },
    ),
    keepingClause("A processing key that backs off already also goes on waiting.", async (queue) => {
      await queue.add("a");
      const claim = await queue.takeOne();
      assert.equal(await queue.fail("a", 10, { payload: "1" }), "waiting");
      assert.equal(await queue.add("a", { payload: "2" }), "coalesced");
      assert.equal(await queue.complete(claim), "waiting");
      queue.pass(10);
      assert.equal((await queue.takeOne()).payload, "12");
    }),
    keepingClause(
      "Back-offs that are kept are those of failures: without any, or once they are forgotten, nothing is.",
      async (queue) => {
        await queue.add("a", { afterMs: 10 });
        assert.equal(await queue.add("a"), "added");
        await queue.fail("b", 10);
        await queue.forget("b");
        assert.equal(await queue.add("b"), "added");
        assert.deepEqual(await queue.takeKeys(), ["a", "b"]);
      },
    ),
  ],
};
