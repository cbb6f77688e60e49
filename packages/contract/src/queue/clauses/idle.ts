import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueueHarness } from "../queue-harness.ts";
import { having, idleClause, item, items, next, resolved, waits } from "../steps.ts";

const needs = ["idle"] as const;

/** When nothing is left to do. */
export const idle: Chapter<QueueHarness> = {
  title: "Idle",
  clauses: [
    idleClause(
      "A queue in which nothing is ready or processing is idle at once.",
      { needs },
      async (queue, harness) => {
        await resolved(harness, queue.idle());
        await queue.add(item("a"));
        await (await next(queue)).done();
        await resolved(harness, queue.idle());
      },
    ),
    idleClause(
      "A queue is idle once the ready keys were handed out and all are done.",
      { needs },
      async (queue, harness) => {
        await queue.addAll(items("a", "b"));
        const idle = queue.idle();
        await waits(harness, idle);
        const [a, b] = [await next(queue), await next(queue)];
        await waits(harness, idle);
        await a.done();
        await waits(harness, idle);
        await b.done();
        await resolved(harness, idle);
      },
    ),
    idleClause("A key that is to run again keeps the queue busy.", { needs }, async (queue, harness) => {
      await queue.add(item("a"));
      const idle = queue.idle();
      const first = await next(queue);
      await queue.add(item("a"));
      await first.done();
      await waits(harness, idle);
      await (await next(queue)).done();
      await resolved(harness, idle);
    }),
    idleClause("An idle queue resolves all callers that wait for it.", { needs }, async (queue, harness) => {
      await queue.add(item("a"));
      const all = Promise.all([queue.idle(), queue.idle()]);
      await waits(harness, all);
      await (await next(queue)).done();
      await resolved(harness, all);
    }),
    idleClause("An idle queue takes keys as before.", { needs }, async (queue, harness) => {
      await resolved(harness, queue.idle());
      assert.equal(await queue.shuttingDown, false);
      assert.equal(await queue.add(item("a")), "added");
    }),
    idleClause(
      "An aborted wait for the queue to be idle rejects with the signal's reason, and changes nothing.",
      { needs },
      async (queue, harness) => {
        await queue.add(item("a"));
        const stop = new AbortController();
        const idle = queue.idle(stop.signal);
        await waits(harness, idle);
        const reason = new Error("enough");
        stop.abort(reason);
        await assert.rejects(idle, (error) => error === reason);
        await assert.rejects(queue.idle(stop.signal), (error) => error === reason);
        assert.equal((await next(queue)).key, "a");
      },
    ),
    idleClause(
      "A key that waits for its time does not keep the queue busy.",
      { needs: ["idle", "delays"] },
      async (opened, harness) => {
        const queue = having(opened, "idle", "addAfter");
        await queue.addAfter(item("a"), 10);
        await resolved(harness, queue.idle());
      },
    ),
    idleClause(
      "Removing the last ready key makes the queue idle.",
      { needs: ["idle", "removes"] },
      async (opened, harness) => {
        const queue = having(opened, "idle", "remove");
        await queue.addAll(items("a", "b"));
        const idle = queue.idle();
        await queue.remove("a");
        await waits(harness, idle);
        await queue.remove("b");
        await resolved(harness, idle);
      },
    ),
  ],
};
