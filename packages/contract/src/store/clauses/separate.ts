import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { storeClause } from "../store-probe.ts";

/** Waiting and needing work as two things. */
export const separate: Chapter<StoreHarness> = {
  title: "Waiting and needing work, apart",
  clauses: [
    storeClause(
      "Unless it merges, an add for now leaves what waits where it is: the key runs now, and then at its time.",
      async (queue) => {
        await queue.add("a", { payload: "later", afterMs: 10 });
        assert.equal(await queue.add("a", { payload: "now" }), "added");
        const claim = await queue.takeOne();
        assert.equal(claim.payload, "now");
        assert.equal(await queue.complete(claim), "waiting");
        queue.pass(10);
        assert.equal((await queue.takeOne()).payload, "later");
      },
    ),
    storeClause(
      "Unless it merges, an add for later waits although the key is ready or to run again.",
      async (queue) => {
        await queue.addAll("again", "ready");
        await queue.takeOne();
        await queue.add("again", { payload: "now" });
        assert.equal(await queue.add("again", { payload: "later", afterMs: 10 }), "waiting");
        assert.equal(await queue.add("ready", { payload: "later", afterMs: 10 }), "waiting");
        assert.equal((await queue.takeOne()).payload, null);
        const { rerun, waiting } = await queue.counts();
        assert.deepEqual({ rerun, waiting }, { rerun: 1, waiting: 2 });
      },
    ),
  ],
};
