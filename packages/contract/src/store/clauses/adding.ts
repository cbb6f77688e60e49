import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { payloadsOf, storeClause, StoreProbe, uncombinable } from "../store-probe.ts";

/** What becomes of a key that is added and needs work now. */
export const adding: Chapter<StoreHarness> = {
  title: "Adding",
  clauses: [
    storeClause("A key that is added is ready.", async (queue) => {
      assert.equal(await queue.add("a"), "added");
      assert.equal((await queue.counts()).ready, 1);
      assert.deepEqual(await queue.takeKeys(), ["a"]);
    }),
    storeClause("A ready key that is added again is still one piece of work.", async (queue) => {
      await queue.add("a");
      assert.equal(await queue.add("a"), "coalesced");
      assert.equal((await queue.counts()).ready, 1);
      assert.deepEqual(await queue.takeKeys(), ["a"]);
    }),
    storeClause(
      "Of two payloads of a ready key one is made, of the one that waits and the one that was added.",
      async (queue) => {
        for (const payload of ["1", "2", "3"]) await queue.add("a", { payload });
        assert.deepEqual(payloadsOf(await queue.take()), ["123"]);
      },
    ),
    clause(
      "The payload that was added last wins, or the first one, as the queue's policy says.",
      async (harness) => {
        for (const [combine, wins] of [
          ["latest", "3"],
          ["first", "1"],
        ] as const) {
          const queue = await StoreProbe.open(harness, { name: combine, combine });
          for (const payload of ["1", "2", "3"]) await queue.add("a", { payload });
          assert.deepEqual(payloadsOf(await queue.take()), [wins]);
        }
      },
    ),
    storeClause(
      "An add whose payload does not combine rejects with what the function threw, and changes nothing.",
      async (queue) => {
        await queue.add("a", { payload: "1" });
        await queue.add("b");
        await assert.rejects(queue.add("a", { payload: uncombinable, priority: 1 }), RangeError);
        const [a] = await queue.takeEach("a", "b");
        assert.deepEqual([a.payload, a.priority], ["1", 0]);
      },
    ),
    storeClause("Nothing of a run that was completed is found in the next.", async (queue) => {
      await queue.add("a", { payload: "1", priority: 7 });
      await queue.complete(await queue.takeOne());
      queue.pass(10);
      assert.equal(await queue.add("a", { payload: "2" }), "added");
      const { payload, priority, addedAt } = await queue.takeOne();
      assert.deepEqual({ payload, priority, addedAt }, { payload: "2", priority: 0, addedAt: queue.now });
    }),
  ],
};
