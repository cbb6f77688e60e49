import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { mergingClause, storeClause, StoreProbe, throwing } from "../store-probe.ts";

/** Work that failed and is tried again. */
export const retrying: Chapter<StoreHarness> = {
  title: "Trying again",
  clauses: [
    storeClause(
      "A key whose work failed waits for the requested delay, and runs again with the payload it had.",
      async (queue) => {
        await queue.add("a", { payload: "1", priority: 3 });
        assert.equal(await queue.retry(await queue.takeOne(), 10), "waiting");
        queue.pass(9);
        assert.deepEqual(await queue.takeKeys(), []);
        queue.pass(1);
        const { payload, priority } = await queue.takeOne();
        assert.deepEqual({ payload, priority }, { payload: "1", priority: 3 });
      },
    ),
    clause(
      "A failure is counted for it, and the queue's back-off receives how many there were.",
      async (harness) => {
        const received: number[] = [];
        const retryDelayMs = (failures: number): number => 10 * received.push(failures);
        const queue = await StoreProbe.open(harness, { retryDelayMs });
        await queue.add("a");
        for (const count of [1, 2, 3]) {
          const claim = await queue.takeOne();
          assert.equal(await queue.release(claim, { next: "retry" }), "waiting");
          assert.equal(await queue.failures("a"), count);
          queue.pass(10 * count);
        }
        assert.deepEqual(received, [0, 1, 2]);
        assert.equal((await queue.takeOne()).failures, 3);
      },
    ),
    storeClause("A retry that keeps the failures neither counts nor forgets them.", async (queue) => {
      await queue.fail("a", 0);
      const claim = await queue.takeOne();
      assert.equal(await queue.release(claim, { next: "retry", afterMs: 10, keepFailures: true }), "waiting");
      assert.equal(await queue.failures("a"), 1);
      queue.pass(10);
      assert.equal((await queue.takeOne()).failures, 1);
    }),
    storeClause("The cause of a retry is recorded with the counts before it.", async (queue) => {
      await queue.add("a");
      const cause = { name: "TypeError", message: "broken" };
      await queue.release(await queue.takeOne(), { next: "retry", afterMs: 10, cause });
      const recorded = { ...cause, kind: "retried", at: queue.now, failures: 0, crashes: 0 };
      assert.deepEqual(await queue.errors("a"), [recorded]);
      assert.deepEqual((await queue.list("waiting"))[0]?.lastError, recorded);
    }),
    storeClause("A run that is to come again forgets the failures, and waits.", async (queue) => {
      await queue.fail("a", 0, { payload: "1", priority: 3 });
      assert.equal(await queue.release(await queue.takeOne(), { next: "again", afterMs: 10 }), "waiting");
      assert.equal(await queue.failures("a"), 0);
      queue.pass(9);
      assert.deepEqual(await queue.takeKeys(), []);
      queue.pass(1);
      const { payload, priority } = await queue.takeOne();
      assert.deepEqual({ payload, priority }, { payload: "1", priority: 3 });
    }),
    storeClause("A run that is to come again and keeps its failures does not forget them.", async (queue) => {
      await queue.fail("a", 0);
      const again = { next: "again", afterMs: 10, keepFailures: true } as const;
      assert.equal(await queue.release(await queue.takeOne(), again), "waiting");
      assert.equal(await queue.failures("a"), 1);
    }),
    storeClause("A run that is to come again does not delay what was added meanwhile.", async (queue) => {
      await queue.add("a", { payload: "1" });
      const claim = await queue.takeOne();
      await queue.add("a", { payload: "2" });
      assert.equal(await queue.release(claim, { next: "again", afterMs: 1000 }), "rerun");
      assert.equal((await queue.takeOne()).payload, "12");
    }),
    storeClause("If it need not wait, it is ready, last of its priority.", async (queue) => {
      await queue.addAll("a", "b");
      assert.equal(await queue.retry(await queue.takeOne(), 0), "rerun");
      assert.equal(await queue.failures("a"), 1);
      assert.deepEqual(await queue.takeKeys(), ["b", "a"]);
    }),
    storeClause(
      "What is tried again is wanted since it was due, or was added meanwhile, or failed if it need not wait.",
      async (queue) => {
        const { now } = queue;
        await queue.add("a");
        queue.pass(5);
        await queue.retry(await queue.takeOne(), 10);
        queue.pass(20);
        const due = await queue.takeOne();
        await queue.retry(due, 0);
        queue.pass(1);
        const failed = await queue.takeOne();
        await queue.add("a");
        queue.pass(1);
        await queue.retry(failed, 10);
        const added = await queue.takeOne();
        assert.deepEqual([due.addedAt, failed.addedAt, added.addedAt], [now + 15, now + 25, now + 26]);
      },
    ),
    storeClause(
      "If it was added meanwhile it does not wait, and what was added is the newer of the two payloads.",
      async (queue) => {
        await queue.add("a", { payload: "1", priority: 3 });
        const claim = await queue.takeOne();
        await queue.add("a", { payload: "2", priority: 2 });
        assert.equal(await queue.retry(claim, 1000), "rerun");
        const again = await queue.takeOne();
        assert.deepEqual([again.payload, again.priority, again.failures], ["12", 3, 1]);
        assert.equal(await queue.complete(again), "done");
      },
    ),
    storeClause(
      "If it waits already, it waits for the earlier of the two times, and what waits is the newer payload.",
      async (queue) => {
        for (const [waitMs, afterMs] of [
          [10, 20],
          [20, 10],
        ] as const) {
          await queue.add("a", { payload: "1" });
          const claim = await queue.takeOne();
          await queue.add("a", { payload: "2", priority: 4, afterMs });
          assert.equal(await queue.retry(claim, waitMs), "waiting");
          queue.pass(9);
          assert.deepEqual(await queue.takeKeys(), []);
          queue.pass(1);
          const again = await queue.takeOne();
          assert.deepEqual([again.payload, again.priority], ["12", 4]);
          assert.equal(await queue.complete(again), "done");
        }
      },
    ),
    storeClause("If it is to run again and waits besides, one run is made of all.", async (queue) => {
      await queue.add("a", { payload: "1" });
      const claim = await queue.takeOne();
      await queue.add("a", { payload: "2" });
      await queue.add("a", { payload: "3", afterMs: 10 });
      assert.equal(await queue.retry(claim, 20), "rerun");
      const again = await queue.takeOne();
      assert.equal(again.payload, "123");
      assert.equal(await queue.complete(again), "done");
    }),
    clause(
      "Where the payloads do not combine, or the delay cannot be computed, it rejects, and the key stays processing.",
      async (harness) => {
        const queue = await StoreProbe.open(harness, { combine: throwing, retryDelayMs: throwing });
        await queue.add("a", { payload: "1" });
        const claim = await queue.takeOne();
        await assert.rejects(queue.release(claim, { next: "retry" }), RangeError);
        await queue.add("a", { payload: "2" });
        await assert.rejects(queue.retry(claim, 10), RangeError);
        assert.equal(await queue.failures("a"), 0);
        assert.equal(await queue.complete(claim), "rerun");
        assert.equal((await queue.takeOne()).payload, "2");
      },
    ),
    mergingClause(
      "An add, too, may be of what is tried again: whatever it meets is the newer payload.",
      async (queue) => {
        await queue.addAll("a");
        await queue.takeOne();
        await queue.add("a", { payload: "2" });
        assert.equal(await queue.fail("a", 0, { payload: "1", again: true }), "coalesced");
        await queue.add("b", { payload: "2", afterMs: 10 });
        assert.equal(await queue.fail("b", 20, { payload: "1", again: true }), "coalesced");
        await queue.add("c", { payload: "2", afterMs: 10 });
        assert.equal(await queue.add("c", { payload: "1", again: true }), "added");
        assert.equal((await queue.list("processing"))[0]?.payload, "12");
        assert.equal((await queue.list("waiting"))[0]?.payload, "12");
        assert.equal((await queue.list("ready"))[0]?.payload, "12");
      },
    ),
  ],
};
