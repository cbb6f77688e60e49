import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { storeClause, keysOf, messagesOf } from "../store-probe.ts";

/** The failed set as a whole. */
export const failedSet: Chapter<StoreHarness> = {
  title: "The failed set",
  clauses: [
    storeClause(
      "Failed keys can be replayed: ready, last of their priority, in the order in which they failed.",
      async (queue) => {
        for (const key of ["b", "a", "c"]) {
          await queue.giveUpNew(key, { payload: `payload of ${key}`, priority: 1 });
          queue.pass(1);
        }
        await queue.add("d", { priority: 1 });
        assert.equal(await queue.replay(), 3);
        assert.equal((await queue.counts()).failed, 0);
        const [, { payload, priority, addedAt }] = await queue.takeEach("d", "b", "a", "c");
        const expected = { payload: "payload of b", priority: 1, addedAt: queue.now };
        assert.deepEqual({ payload, priority, addedAt }, expected);
      },
    ),
    storeClause("A replayed key starts anew: its counts are cleared, and its errors kept.", async (queue) => {
      await queue.fail("a", 0);
      await queue.giveUp(await queue.takeOne(), "broken");
      await queue.replay();
      assert.equal((await queue.takeOne()).failures, 0);
      assert.equal(await queue.failures("a"), 0);
      assert.deepEqual(messagesOf(await queue.errors("a")), ["broken"]);
    }),
    storeClause("Failed keys can be purged, and nothing is left of them.", async (queue) => {
      for (const key of ["a", "b"]) {
        await queue.fail(key, 0, { payload: "1" });
        await queue.giveUp(await queue.takeOne());
      }
      assert.equal(await queue.purge(), 2);
      assert.equal(await queue.purge(), 0);
      assert.equal((await queue.counts()).failed, 0);
      assert.equal(await queue.failures("a"), 0);
      assert.deepEqual(await queue.errors("a"), []);
      assert.equal(await queue.add("a", { payload: "2" }), "added");
      assert.equal((await queue.takeOne()).payload, "2");
    }),
    storeClause(
      "Replaying and purging can be limited by key, by text and by time; all limits must hold.",
      async (queue) => {
        const times: number[] = [];
        for (const key of ["a1", "a2", "b1", "b2", "c1", "c2"]) {
          times.push(queue.now);
          await queue.giveUpNew(key, { payload: `payload ${key}`, message: `error ${key}` });
          queue.pass(10);
        }
        assert.equal(await queue.replay({ key: "a1" }), 1);
        assert.equal(await queue.purge({ key: "a1" }), 0);
        assert.equal(await queue.replay({ search: "error a" }), 1);
        assert.equal(await queue.purge({ search: "payload b1" }), 1);
        assert.equal(await queue.purge({ failedBefore: times[3]! }), 0);
        assert.equal(await queue.replay({ search: "2", failedBefore: times[4]! }), 1);
        assert.equal(await queue.purge({ key: "c1", search: "c2" }), 0);
        assert.equal(await queue.purge({ key: "c1", search: "c1", failedBefore: times[4]! }), 0);
        assert.equal(await queue.purge({ key: "c1", search: "c1", failedBefore: times[5]! }), 1);
        assert.deepEqual(keysOf(await queue.list("failed")), ["c2"]);
        assert.deepEqual(await queue.takeKeys(), ["a1", "a2", "b2"]);
      },
    ),
    storeClause("Keys that have not failed are neither replayed nor purged.", async (queue) => {
      await queue.addAll("processing", "ready");
      await queue.takeOne();
      await queue.add("waiting", { afterMs: 10 });
      const before = await queue.counts();
      assert.equal(await queue.replay(), 0);
      assert.equal(await queue.purge(), 0);
      for (const key of ["processing", "ready", "waiting", "unknown"]) {
        assert.equal(await queue.replay({ key }), 0);
        assert.equal(await queue.purge({ key }), 0);
      }
      assert.deepEqual(await queue.counts(), before);
    }),
  ],
};
