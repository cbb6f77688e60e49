import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { storeClause, payloadsOf, throwing } from "../store-probe.ts";

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
    storeClause("The function that makes one payload of two is that of the add.", async (queue) => {
      await queue.add("a", { payload: "1" });
      await queue.add("a", { payload: "2", combine: (waiting, added) => `${waiting}+${added}` });
      await queue.add("a", { payload: "3", combine: (waiting) => waiting });
      assert.deepEqual(payloadsOf(await queue.take()), ["1+2"]);
    }),
    storeClause(
      "An add whose payload does not combine rejects with what the function threw, and changes nothing.",
      async (queue) => {
        await queue.add("a", { payload: "1" });
        await queue.add("b");
        await assert.rejects(queue.add("a", { payload: "2", priority: 1, combine: throwing }), RangeError);
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
