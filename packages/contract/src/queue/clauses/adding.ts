import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueueHarness } from "../queue-harness.ts";
import { queueClause, item, items, keysGot, next, outcomes } from "../steps.ts";

/** What becomes of a key that is added. */
export const adding: Chapter<QueueHarness> = {
  title: "Adding",
  clauses: [
    queueClause("A key that is added is ready.", async (queue) => {
      assert.equal(await queue.add(item("a")), "added");
      assert.equal(await queue.length, 1);
      assert.equal((await next(queue)).key, "a");
    }),
    queueClause("A key that is added twice before it is got is one piece of work.", async (queue) => {
      await queue.add(item("a"));
      assert.equal(await queue.add(item("a")), "coalesced");
      assert.equal(await queue.length, 1);
      assert.deepEqual(await keysGot(queue), ["a"]);
    }),
    queueClause("Keys are handed out in the order in which they were first added.", async (queue) => {
      for (const added of items("b", "a", "c", "b", "a")) await queue.add(added);
      assert.deepEqual(await keysGot(queue), ["b", "a", "c"]);
    }),
    queueClause("A key that is done can be added again.", async (queue) => {
      await queue.add(item("a"));
      await (await next(queue)).done();
      assert.equal(await queue.add(item("a")), "added");
      assert.deepEqual(await keysGot(queue), ["a"]);
    }),
    queueClause(
      "Adding many keys is the same as adding each, and returns the count of each outcome.",
      async (queue) => {
        await queue.add(item("processing"));
        await next(queue);
        await queue.add(item("ready"));
        const counts = await queue.addAll(items("processing", "ready", "new", "new"));
        assert.deepEqual(outcomes(counts), { added: 1, coalesced: 2, rerun: 1, dropped: 0 });
        assert.deepEqual(await keysGot(queue), ["ready", "new"]);
      },
    ),
  ],
};
