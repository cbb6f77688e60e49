import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { storeClause, throwing } from "../store-probe.ts";

/** The order in which ready keys are taken. */
export const line: Chapter<StoreHarness> = {
  title: "Order of ready keys",
  clauses: [
    storeClause("Keys are taken in the order in which they were first added.", async (queue) => {
      await queue.addAll("b", "a", "c", "a", "b");
      assert.deepEqual(await queue.takeKeys(), ["b", "a", "c"]);
    }),
    storeClause("The highest priority goes first; it may be negative, or a fraction.", async (queue) => {
      for (const priority of [0, -1, 10, 9, 0.5, -0.5, 1e6]) await queue.add(`${priority}`, { priority });
      assert.deepEqual(await queue.takeKeys(), ["1000000", "10", "9", "0.5", "0", "-0.5", "-1"]);
    }),
    storeClause("A higher priority raises a ready key, to the end of its new level.", async (queue) => {
      await queue.addAll("a", "b");
      await queue.add("c", { priority: 1 });
      assert.equal(await queue.add("b", { priority: 1 }), "coalesced");
      assert.deepEqual(await queue.takeKeys(), ["c", "b", "a"]);
    }),
    storeClause("A lower priority, or the same, leaves a ready key where it is.", async (queue) => {
      await queue.add("a", { priority: 1 });
      await queue.add("b", { priority: 1 });
      await queue.add("a", { priority: 1 });
      await queue.add("a", { priority: 0 });
      const [a] = await queue.takeEach("a", "b");
      assert.equal(a.priority, 1);
    }),
    storeClause(
      "A ready key remembers when it was first asked for, whatever is added to it.",
      async (queue) => {
        const { now } = queue;
        await queue.add("a");
        queue.pass(10);
        await queue.add("a");
        queue.pass(10);
        await queue.add("a", { priority: 1 });
        assert.equal((await queue.takeOne()).addedAt, now);
      },
    ),
    storeClause("Verbs act in the order in which they are called, awaited or not.", async (queue) => {
      const outcomes = await Promise.all([
        queue.add("a"),
        queue.add("b"),
        queue.takeKeys(),
        queue.add("b"),
        queue.takeKeys(),
        queue.add("c"),
        queue.add("c"),
        queue.takeKeys(),
      ]);
      assert.deepEqual(outcomes, ["added", "added", ["a", "b"], "rerun", [], "added", "coalesced", ["c"]]);
    }),
    storeClause("A verb that rejects does not hold up those called after it.", async (queue) => {
      const outcomes = await Promise.allSettled([
        queue.add("a"),
        queue.add("b", { due: throwing }),
        queue.add("c"),
        queue.takeKeys(),
      ]);
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ["fulfilled", "rejected", "fulfilled", "fulfilled"],
      );
      assert.deepEqual(outcomes[3], { status: "fulfilled", value: ["a", "c"] });
    }),
  ],
};
