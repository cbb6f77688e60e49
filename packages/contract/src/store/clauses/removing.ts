import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { storeClause, StoreProbe } from "../store-probe.ts";

/** Filters that say nothing, or nothing that has a meaning. */
const meaningless: readonly object[] = [
  {},
  { serch: "a" },
  { key: undefined },
  { failedBefore: Number.NaN },
  { failedBefore: "2020-01-01" },
  { all: false },
  { all: true, key: "a" },
];

/** Keys, queues and failed sets that are removed. */
export const removing: Chapter<StoreHarness> = {
  title: "Removing",
  clauses: [
    storeClause(
      "A ready, waiting or failed key can be removed, and nothing is left of it.",
      async (queue) => {
        await queue.giveUpNew("failed");
        await queue.fail("ready", 0);
        await queue.fail("waiting", 10);
        for (const key of ["failed", "ready", "waiting"]) {
          assert.equal(await queue.remove(key), true);
          assert.equal(await queue.find(key), undefined);
          assert.deepEqual(await queue.errors(key), []);
        }
        assert.deepEqual(await queue.counts(), { ready: 0, processing: 0, rerun: 0, waiting: 0, failed: 0 });
        assert.equal(await queue.remove("unknown"), false);
      },
    ),
    storeClause(
      "Removing a processing key takes its rerun and its wait, and leaves its run.",
      async (queue) => {
        await queue.add("a");
        const claim = await queue.takeOne();
        assert.equal(await queue.remove("a"), false);
        await queue.add("a");
        await queue.add("a", { afterMs: 10 });
        assert.equal(await queue.remove("a"), true);
        assert.equal(await queue.complete(claim), "done");
      },
    ),
    storeClause(
      "A filter of failed keys that has no meaning is refused, and removes nothing.",
      async (queue) => {
        await queue.giveUpNew("a");
        for (const filter of meaningless) {
          await assert.rejects(queue.purge(filter), TypeError);
          await assert.rejects(queue.replay(filter), TypeError);
        }
        assert.equal((await queue.counts()).failed, 1);
      },
    ),
    storeClause("The store lists its queues with their counts, open or not.", async (queue, harness) => {
      await queue.add("a");
      const other = await StoreProbe.open(harness, { name: "other" });
      await other.add("b", { afterMs: 10 });
      await other.close();
      assert.deepEqual(await queue.store.queues(), [
        { name: "other", ready: 0, processing: 0, waiting: 1, failed: 0 },
        { name: "queue", ready: 1, processing: 0, waiting: 0, failed: 0 },
      ]);
    }),
    storeClause("A queue that is not open can be dropped, with all its keys.", async (queue) => {
      await queue.add("a");
      await queue.giveUpNew("b");
      await assert.rejects(queue.store.dropQueue("queue"), { code: "in-use" });
      await queue.close();
      assert.equal(await queue.store.dropQueue("queue"), true);
      assert.equal(await queue.store.dropQueue("queue"), false);
      await queue.openIn(queue.store);
      assert.deepEqual(await queue.counts(), { ready: 0, processing: 0, rerun: 0, waiting: 0, failed: 0 });
    }),
  ],
};
