import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { storeClause, StoreProbe, throwing } from "../store-probe.ts";

/** Claims that are given back. */
export const givingBack: Chapter<StoreHarness> = {
  title: "Giving back",
  clauses: [
    storeClause("A key that is given back is ready, first of its priority.", async (queue) => {
      await queue.addAll("a", "b");
      const claim = await queue.takeOne();
      await queue.add("urgent", { priority: 1 });
      assert.equal(await queue.giveBack(claim), "ready");
      assert.deepEqual(await queue.takeKeys(), ["urgent", "a", "b"]);
    }),
    storeClause("Nothing is counted for it, and nothing of it is lost.", async (queue) => {
      await queue.add("a", { payload: "1", priority: 3 });
      const { token, ...claim } = await queue.takeOne();
      queue.pass(5);
      await queue.giveBack({ key: "a", token });
      const { token: newer, ...again } = await queue.takeOne();
      assert.deepEqual(again, claim);
      assert.ok(newer > token);
    }),
    storeClause(
      "A key that was to run again is given back as one run, with one payload made of the two.",
      async (queue) => {
        await queue.add("a", { payload: "1" });
        const { addedAt, ...claim } = await queue.takeOne();
        queue.pass(5);
        await queue.add("a", { payload: "2" });
        assert.equal(await queue.giveBack(claim), "ready");
        const again = await queue.takeOne();
        assert.deepEqual([again.payload, again.addedAt], ["12", addedAt]);
        assert.equal(await queue.complete(again), "done");
      },
    ),
    storeClause("It gets the higher of the two priorities, and is first of that priority.", async (queue) => {
      await queue.addAll("a", "b");
      const [a, b] = await queue.takeEach("a", "b");
      await queue.add("c", { priority: 5 });
      await queue.add("a", { priority: 5 });
      await queue.add("b", { priority: -5 });
      await queue.giveBack(a);
      await queue.giveBack(b);
      const claims = await queue.take();
      assert.deepEqual(
        claims.map(({ key, priority }) => `${key} ${priority}`),
        ["a 5", "c 5", "b 0"],
      );
    }),
    clause(
      "Where the two payloads do not combine, giving back rejects, and the key stays processing.",
      async (harness) => {
        const queue = await StoreProbe.open(harness, { combine: throwing });
        await queue.add("a", { payload: "1" });
        const claim = await queue.takeOne();
        await queue.add("a", { payload: "2" });
        await assert.rejects(queue.giveBack(claim), RangeError);
        const { processing, rerun } = await queue.counts();
        assert.deepEqual({ processing, rerun }, { processing: 1, rerun: 1 });
        assert.equal(await queue.complete(claim), "rerun");
        assert.equal((await queue.takeOne()).payload, "2");
      },
    ),
    storeClause("What waits besides is left waiting.", async (queue) => {
      await queue.add("a", { payload: "1" });
      const claim = await queue.takeOne();
      await queue.add("a", { payload: "2", afterMs: 10 });
      assert.equal(await queue.giveBack(claim), "ready");
      const again = await queue.takeOne();
      assert.equal(again.payload, "1");
      assert.equal(await queue.complete(again), "waiting");
    }),
  ],
};
