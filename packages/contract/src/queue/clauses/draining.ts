import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueueHarness } from "../queue-harness.ts";
import { queueClause, delayClause, item, items, keysGot, next, resolved, waits } from "../steps.ts";

const nothingLeft = { ended: "drained", ready: 0, processing: 0, waiting: 0 };

/** How a queue is shut down so that its work is finished first. */
export const draining: Chapter<QueueHarness> = {
  title: "Draining",
  clauses: [
    queueClause(
      "A drain refuses adds, and ends at once where there is nothing to do.",
      async (queue, harness) => {
        assert.deepEqual(await resolved(harness, queue.shutDownWithDrain()), nothingLeft);
        assert.equal(await queue.shuttingDown, true);
        assert.equal(await queue.add(item("a")), "dropped");
      },
    ),
    queueClause(
      "A drain waits until the ready keys were handed out and are done.",
      async (queue, harness) => {
        await queue.addAll(items("a", "b"));
        const draining = queue.shutDownWithDrain();
        await waits(harness, draining);
        await (await next(queue)).done();
        const last = await next(queue);
        await waits(harness, draining);
        await last.done();
        assert.deepEqual(await resolved(harness, draining), nothingLeft);
      },
    ),
    queueClause(
      "A drain waits for a key that was added while it was processed to run once more.",
      async (queue, harness) => {
        await queue.add(item("a"));
        const lease = await next(queue);
        await queue.add(item("a"));
        const draining = queue.shutDownWithDrain();
        await lease.done();
        await waits(harness, draining);
        await (await next(queue)).done();
        assert.deepEqual(await resolved(harness, draining), nothingLeft);
      },
    ),
    queueClause("A drain ends every get that waits: there will be no more keys.", async (queue, harness) => {
      await queue.add(item("a"));
      await next(queue);
      const getting = queue.get();
      await waits(harness, getting);
      const draining = queue.shutDownWithDrain();
      assert.equal(await resolved(harness, getting), undefined);
      await waits(harness, draining);
    }),
    queueClause(
      "Any number of drains may be under way: all end when the work is done.",
      async (queue, harness) => {
        await queue.add(item("a"));
        const lease = await next(queue);
        const drains = [queue.shutDownWithDrain(), queue.shutDownWithDrain(), queue.shutDownWithDrain()];
        await waits(harness, ...drains);
        await lease.done();
        assert.deepEqual(await resolved(harness, Promise.all(drains)), [
          nothingLeft,
          nothingLeft,
          nothingLeft,
        ]);
      },
    ),
    queueClause(
      "A drain whose signal is aborted ends with a report of what is left; the queue stays shut down.",
      async (queue, harness) => {
        await queue.addAll(items("a", "b", "c"));
        await next(queue);
        const stop = new AbortController();
        const draining = queue.shutDownWithDrain({ signal: stop.signal });
        await waits(harness, draining);
        stop.abort();
        assert.deepEqual(await resolved(harness, draining), {
          ended: "aborted",
          ready: 2,
          processing: 1,
          waiting: 0,
        });
        assert.equal(await queue.add(item("d")), "dropped");
      },
    ),
    queueClause(
      "A signal that is aborted beforehand ends the drain at once; the queue is shut down all the same.",
      async (queue, harness) => {
        await queue.add(item("a"));
        const report = await resolved(harness, queue.shutDownWithDrain({ signal: AbortSignal.abort() }));
        assert.deepEqual(report, { ended: "aborted", ready: 1, processing: 0, waiting: 0 });
        assert.equal(await queue.shuttingDown, true);
      },
    ),
    queueClause("A shutdown ends the drains that are under way.", async (queue, harness) => {
      await queue.add(item("a"));
      const draining = queue.shutDownWithDrain();
      await waits(harness, draining);
      await queue.shutDown();
      assert.deepEqual(await resolved(harness, draining), {
        ended: "shut-down",
        ready: 1,
        processing: 0,
        waiting: 0,
      });
    }),
    queueClause("A queue that was shut down can still be drained.", async (queue, harness) => {
      await queue.add(item("a"));
      await queue.shutDown();
      const draining = queue.shutDownWithDrain();
      await waits(harness, draining);
      await (await next(queue)).done();
      assert.deepEqual(await resolved(harness, draining), nothingLeft);
    }),
    queueClause(
      'A drain with `only: "processing"` leaves ready keys where they are.',
      async (queue, harness) => {
        await queue.addAll(items("a", "b"));
        const lease = await next(queue);
        const draining = queue.shutDownWithDrain({ only: "processing" });
        await waits(harness, draining);
        await lease.done();
        assert.deepEqual(await resolved(harness, draining), { ...nothingLeft, ready: 1 });
        assert.deepEqual(await keysGot(queue), ["b"]);
      },
    ),
    delayClause(
      "A drain does not wait for keys that are not yet due, and reports how many there were.",
      { needs: ["delays"] },
      async (queue, harness) => {
        await queue.addAfter(item("a"), 100);
        await queue.addAfter(item("b"), 200);
        assert.deepEqual(await resolved(harness, queue.shutDownWithDrain()), { ...nothingLeft, waiting: 2 });
        await harness.advance(1000);
        assert.deepEqual(await keysGot(queue), []);
      },
    ),
  ],
};
