import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { QueueHarness } from "../queue-harness.ts";
import { item, keysGot, keysOf } from "../steps.ts";

const needs = ["priorities", "ageing"] as const;
const setup = { ageing: { pointMs: 10 } };

/** How waiting makes up for a low priority. */
export const ageing: Chapter<QueueHarness> = {
  title: "Ageing",
  clauses: [
    clause(
      "A ready key gains a point for each `pointMs`, and goes before a key that has fewer.",
      { needs },
      async (harness) => {
        const queue = await harness.open(setup);
        await queue.add(item("old"));
        await harness.advance(51);
        await queue.add(item("new"), { priority: 5 });
        assert.deepEqual(await keysGot(queue), ["old", "new"]);
      },
    ),
    clause("A key with fewer points than another waits, however old it is.", { needs }, async (harness) => {
      const queue = await harness.open(setup);
      await queue.add(item("old"));
      await harness.advance(49);
      await queue.add(item("new"), { priority: 5 });
      assert.deepEqual(await keysGot(queue), ["new", "old"]);
    }),
    clause(
      "Where the points are equal, the key that has waited longer goes first.",
      { needs },
      async (harness) => {
        const queue = await harness.open(setup);
        await queue.add(item("old"));
        await harness.advance(50);
        await queue.add(item("new"), { priority: 5 });
        assert.deepEqual(await keysGot(queue), ["old", "new"]);
      },
    ),
    clause(
      "The listing shows the order in which keys would be got at that moment.",
      { needs },
      async (harness) => {
        const queue = await harness.open(setup);
        await queue.add(item("old"));
        await harness.advance(51);
        await queue.add(item("new"), { priority: 5 });
        assert.deepEqual(await keysOf(queue.list()), ["old", "new"]);
      },
    ),
  ],
};
