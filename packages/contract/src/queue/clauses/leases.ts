import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueueHarness } from "../queue-harness.ts";
import { queueClause, getAll, item, items, keysGot, next, waits } from "../steps.ts";

/** How a key in hand is let go. */
export const leases: Chapter<QueueHarness> = {
  title: "Leases",
  clauses: [
    queueClause("A key that is done and was not added meanwhile is gone.", async (queue) => {
      await queue.add(item("a"));
      await (await next(queue)).done();
      assert.equal(await queue.has("a"), false);
      assert.deepEqual(await keysGot(queue), []);
    }),
    queueClause("Disposing a lease says that the work is done.", async (queue) => {
      await queue.add(item("a"));
      {
        await using _ = await next(queue);
        assert.equal(await queue.add(item("a")), "rerun");
      }
      assert.deepEqual(await keysGot(queue), ["a"]);
    }),
    queueClause("Naming a key in hand as done ends its lease, and no other.", async (queue) => {
      await queue.addAll(items("a", "b", "c"));
      await getAll(queue);
      await queue.done("b");
      assert.equal(await queue.add(item("a")), "rerun");
      assert.equal(await queue.add(item("b")), "added");
      assert.equal(await queue.add(item("c")), "rerun");
    }),
    queueClause(
      "A lease that ended changes nothing any more, even while the key is in hand again.",
      async (queue) => {
        await queue.add(item("a"));
        const stale = await next(queue);
        await stale.done();
        await queue.add(item("a"));
        await next(queue);
        await stale.done();
        assert.equal(await queue.add(item("a")), "rerun");
        assert.deepEqual(await keysGot(queue), []);
      },
    ),
    queueClause("A lease that is done twice brings its key back once.", async (queue) => {
      await queue.add(item("a"));
      const lease = await next(queue);
      await queue.add(item("a"));
      await lease.done();
      await lease.done();
      assert.deepEqual(await keysGot(queue), ["a"]);
      assert.equal((await queue.stats()).done, 1);
    }),
    queueClause(
      "Naming a ready key as done does nothing: it is handed out all the same, and once.",
      async (queue) => {
        await queue.add(item("a"));
        await queue.done("a");
        assert.equal(await queue.length, 1);
        assert.deepEqual(await keysGot(queue), ["a"]);
      },
    ),
    queueClause("Naming an unknown key as done does nothing.", async (queue, harness) => {
      const getting = queue.get();
      await waits(harness, getting);
      await queue.done("a");
      await waits(harness, getting);
      assert.equal(await queue.has("a"), false);
      assert.equal((await queue.stats()).done, 0);
    }),
  ],
};
