import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueueHarness } from "../queue-harness.ts";
import { queueClause, getAll, item, items, keysGot, next } from "../steps.ts";

const needs = ["priorities"] as const;

/** Who goes first. */
export const priorities: Chapter<QueueHarness> = {
  title: "Priorities",
  clauses: [
    queueClause(
      "The key of the highest priority goes first; a key without one has priority zero.",
      { needs },
      async (queue) => {
        await queue.add(item("later"), { priority: -1 });
        await queue.add(item("plain"));
        await queue.add(item("sooner"), { priority: 0.5 });
        await queue.add(item("soonest"), { priority: 10 });
        assert.deepEqual(await keysGot(queue), ["soonest", "sooner", "plain", "later"]);
      },
    ),
    queueClause("Keys of one priority go in the order of their arrival.", { needs }, async (queue) => {
      for (const key of ["a", "b", "c"]) {
        await queue.add(item(key), { priority: 5 });
        await queue.add(item(`plain ${key}`));
      }
      assert.deepEqual(await keysGot(queue), ["a", "b", "c", "plain a", "plain b", "plain c"]);
    }),
    queueClause("A lease has the priority with which its key was got.", { needs }, async (queue) => {
      await queue.addAll(items("a", "b"), { priority: 3 });
      await queue.add(item("c"));
      const got = await getAll(queue);
      const shown = got.map(({ key, priority }) => `${key} ${priority}`);
      assert.deepEqual(shown, ["a 3", "b 3", "c 0"]);
    }),
    queueClause(
      "Adding a ready key with a higher priority raises it, to the end of its new level.",
      { needs },
      async (queue) => {
        await queue.add(item("a"));
        await queue.add(item("b"), { priority: 5 });
        await queue.add(item("c"), { priority: 4 });
        assert.equal(await queue.add(item("a"), { priority: 5 }), "coalesced");
        assert.deepEqual(await keysGot(queue), ["b", "a", "c"]);
      },
    ),
    queueClause(
      "Adding a ready key with a lower priority, or the same, leaves it where it is.",
      { needs },
      async (queue) => {
        await queue.add(item("a"), { priority: 5 });
        await queue.add(item("b"), { priority: 5 });
        await queue.add(item("c"), { priority: 1 });
        await queue.add(item("a"), { priority: 5 });
        await queue.add(item("a"));
        assert.deepEqual(await keysGot(queue), ["a", "b", "c"]);
      },
    ),
    queueClause(
      "A key runs again with the highest priority it was added with while it was processed.",
      { needs },
      async (queue) => {
        await queue.add(item("a"));
        const lease = await next(queue);
        for (const priority of [1, 3, 1]) await queue.add(item("a"), { priority });
        await queue.add(item("b"), { priority: 2 });
        await lease.done();
        assert.deepEqual(await keysGot(queue), ["a", "b"]);
      },
    ),
    queueClause("The priority of one run does not carry over to the next.", { needs }, async (queue) => {
      await queue.add(item("a"), { priority: 9 });
      const lease = await next(queue);
      await queue.add(item("a"));
      await queue.add(item("b"), { priority: 1 });
      await lease.done();
      assert.deepEqual(await keysGot(queue), ["b", "a"]);
    }),
    queueClause(
      "Priority is strict: a lower one waits while higher ones are ready.",
      { needs },
      async (queue, harness) => {
        await queue.add(item("low"));
        await harness.advance(1_000_000);
        await queue.add(item("high"), { priority: 1 });
        assert.deepEqual(await keysGot(queue), ["high", "low"]);
      },
    ),
  ],
};
