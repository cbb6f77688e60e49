import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueueHarness } from "../queue-harness.ts";
import { queueClause, getAll, item, items, keysGot, next, waits } from "../steps.ts";

/** How a lease ends. */
export const leases: Chapter<QueueHarness> = {
  title: "Leases",
  clauses: [
    queueClause("A key that is done and was not added meanwhile is gone.", async (queue) => {
      await queue.add(item("a"));
      await (await next(queue)).done();
      assert.equal(await queue.has("a"), false);
      assert.deepEqual(await keysGot(queue), []);
    }),
    queueClause("Disposing a lease is done.", async (queue) => {
      await queue.add(item("a"));
      {
        await using _ = await next(queue);
        assert.equal(await queue.add(item("a")), "rerun");
      }
      assert.deepEqual(await keysGot(queue), ["a"]);
    }),
    queueClause("Done by key ends the lease of that key, and no other.", async (queue) => {
      await queue.addAll(items("a", "b", "c"));
      await getAll(queue);
      await queue.done("b");
      assert.equal(await queue.add(item("a")), "rerun");
      assert.equal(await queue.add(item("b")), "added");
      assert.equal(await queue.add(item("c")), "rerun");
    }),
    queueClause(
      "A lease that has ended changes nothing any more, also while the key is processed again.",
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
    queueClause("A lease that is done twice makes its key ready once.", async (queue) => {
      await queue.add(item("a"));
      const lease = await next(queue);
      await queue.add(item("a"));
      await lease.done();
      await lease.done();
      assert.deepEqual(await keysGot(queue), ["a"]);
      assert.equal((await queue.stats()).done, 1);
    }),
    queueClause(
      "Done of a ready key does nothing: the key is handed out all the same, and once.",
      async (queue) => {
        await queue.add(item("a"));
        await queue.done("a");
        assert.equal(await queue.length, 1);
        assert.deepEqual(await keysGot(queue), ["a"]);
      },
    ),
    queueClause("Done of an unknown key does nothing.", async (queue, harness) => {
      const getting = queue.get();
      await waits(harness, getting);
      await queue.done("a");
      await waits(harness, getting);
      assert.equal(await queue.has("a"), false);
      assert.equal((await queue.stats()).done, 0);
    }),
  ],
};
