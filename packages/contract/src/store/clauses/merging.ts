import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { mergingClause, uncombinable } from "../store-probe.ts";

/** Waiting and needing work as one. */
export const merging: Chapter<StoreHarness> = {
  title: "Waiting and needing work, merged",
  clauses: [
    mergingClause(
      "Merging, an add for now takes what waits with it: one run, one payload, the higher priority.",
      async (queue) => {
        await queue.add("a", { payload: "1", priority: 2, afterMs: 10 });
        assert.equal(await queue.add("a", { payload: "2" }), "added");
        const claim = await queue.takeOne();
        assert.deepEqual([claim.payload, claim.priority], ["12", 2]);
        assert.equal(await queue.complete(claim), "done");
        queue.pass(10);
        assert.deepEqual(await queue.takeKeys(), []);
      },
    ),
    mergingClause("A key that waited is last of its priority.", async (queue) => {
      await queue.add("a", { afterMs: 10 });
      await queue.add("b");
      await queue.add("a");
      assert.deepEqual(await queue.takeKeys(), ["b", "a"]);
    }),
    mergingClause(
      "Merging, an add for now of a processing key takes its wait into the next run.",
      async (queue) => {
        await queue.add("a", { payload: "1" });
        const claim = await queue.takeOne();
        assert.equal(await queue.add("a", { payload: "2", afterMs: 10 }), "waiting");
        assert.equal(await queue.add("a", { payload: "3" }), "rerun");
        assert.equal(await queue.complete(claim), "rerun");
        const next = await queue.takeOne();
        assert.equal(next.payload, "23");
        assert.equal(await queue.complete(next), "done");
      },
    ),
    mergingClause("Merging, an add for later of a ready key is coalesced into it.", async (queue) => {
      await queue.add("b", { priority: 1 });
      await queue.add("a", { payload: "1" });
      const adding = queue.add("a", { payload: "2", priority: 1, afterMs: 10 });
      assert.equal(await adding, "coalesced");
      assert.equal((await queue.counts()).waiting, 0);
      const [, a] = await queue.takeEach("b", "a");
      assert.equal(a.payload, "12");
    }),
    mergingClause(
      "Merging, an add for later of a key that is to run again is coalesced into that run.",
      async (queue) => {
        await queue.add("a", { payload: "1" });
        const claim = await queue.takeOne();
        await queue.add("a", { payload: "2" });
        const adding = queue.add("a", { payload: "3", replace: true, afterMs: 10 });
        assert.equal(await adding, "coalesced");
        assert.equal((await queue.counts()).waiting, 0);
        await queue.complete(claim);
        assert.equal((await queue.takeOne()).payload, "23");
      },
    ),
    mergingClause(
      "Merging, an add of a key that both waits and needs work makes one run of all.",
      async (queue) => {
        // A key that is given back, or crashed, may be ready and wait.
        await queue.add("a", { payload: "1" });
        await queue.add("b", { payload: "1" });
        const [a, b] = await queue.takeEach("a", "b");
        for (const key of ["a", "b"]) await queue.add(key, { payload: "2", afterMs: 10 });
        await queue.giveBack(b);
        await queue.giveBack(a);
        assert.equal(await queue.add("a", { payload: "3" }), "coalesced");
        assert.equal(await queue.add("b", { payload: "3", afterMs: 20 }), "coalesced");
        for (const claim of await queue.takeEach("a", "b")) {
          assert.equal(claim.payload, "123");
          assert.equal(await queue.complete(claim), "done");
        }
      },
    ),
    mergingClause(
      "Where what waits does not combine with what is added, nothing is changed.",
      async (queue) => {
        await queue.add("a", { payload: "1", afterMs: 10 });
        await assert.rejects(queue.add("a", { payload: uncombinable }), RangeError);
        assert.deepEqual(await queue.takeKeys(), []);
        queue.pass(10);
        assert.equal((await queue.takeOne()).payload, "1");
      },
    ),
  ],
};
