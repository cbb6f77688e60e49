import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueueHarness } from "../queue-harness.ts";
import { queueClause, item, items, keysGot, next, resolved, waits } from "../steps.ts";

/** What becomes of a key that changes while it is handled. */
export const comingBack: Chapter<QueueHarness> = {
  title: "Coming back",
  clauses: [
    queueClause(
      "A key added while it is processed is handed out once more when it is done.",
      async (queue) => {
        await queue.add(item("a"));
        const lease = await next(queue);
        assert.equal(await queue.add(item("a")), "rerun");
        await lease.done();
        assert.deepEqual(await keysGot(queue), ["a"]);
      },
    ),
    queueClause(
      "A key added while it is processed is not ready before it is done, and cannot be got.",
      async (queue, harness) => {
        await queue.add(item("a"));
        await next(queue);
        await queue.add(item("a"));
        assert.equal(await queue.length, 0);
        assert.equal(await queue.tryGet(), undefined);
        await waits(harness, queue.get());
      },
    ),
    queueClause("However often a key is added while it is processed, it runs once more.", async (queue) => {
      await queue.add(item("a"));
      const lease = await next(queue);
      await queue.add(item("a"));
      assert.equal(await queue.add(item("a")), "coalesced");
      await lease.done();
      const again = await next(queue);
      await again.done();
      assert.equal(await queue.has("a"), false);
    }),
    queueClause(
      "A key that runs again is queued behind the keys that are ready when it is done, not when it was added.",
      async (queue) => {
        await queue.addAll(items("a", "b"));
        const lease = await next(queue);
        await queue.addAll(items("a", "c"));
        await lease.done();
        assert.deepEqual(await keysGot(queue), ["b", "c", "a"]);
      },
    ),
    queueClause("A key that runs again goes to a caller that waits already.", async (queue, harness) => {
      await queue.add(item("a"));
      const lease = await next(queue);
      const getting = queue.get();
      await waits(harness, getting);
      await queue.add(item("a"));
      await lease.done();
      assert.equal((await resolved(harness, getting))?.key, "a");
    }),
    queueClause("A key that runs again may be added again, and then runs once more.", async (queue) => {
      await queue.add(item("a"));
      for (let run = 0; run < 3; run++) {
        const lease = await next(queue);
        assert.equal(await queue.add(item("a")), "rerun");
        await lease.done();
      }
      assert.deepEqual(await keysGot(queue), ["a"]);
    }),
  ],
};
