import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueuePlace } from "../queue-place.ts";
import { item, items, keysGot, next, openDelayed, resolved, waits } from "../steps.ts";

const nothingLeft = { ended: "drained", ready: 0, inHand: 0, waiting: 0 };

/** How a queue is shut down so that its work is finished first. */
export const draining: Chapter<QueuePlace> = {
  title: "Draining",
  clauses: [
    {
      says: "A drain refuses adds, and ends at once where there is nothing to do.",
      async check(place) {
        const queue = await place.open();
        assert.deepEqual(await resolved(place, queue.shutDownWithDrain()), nothingLeft);
        assert.equal(await queue.shuttingDown, true);
        assert.equal(await queue.add(item("a")), "dropped");
      },
    },
    {
      says: "A drain waits until what is ready was handed out and done.",
      async check(place) {
        const queue = await place.open();
        await queue.addAll(items("a", "b"));
        const draining = queue.shutDownWithDrain();
        await waits(place, draining);
        await (await next(queue)).done();
        const last = await next(queue);
        await waits(place, draining);
        await last.done();
        assert.deepEqual(await resolved(place, draining), nothingLeft);
      },
    },
    {
      says: "A drain waits for a key that changed while in hand to be handled once more.",
      async check(place) {
        const queue = await place.open();
        await queue.add(item("a"));
        const lease = await next(queue);
        await queue.add(item("a"));
        const draining = queue.shutDownWithDrain();
        await lease.done();
        await waits(place, draining);
        await (await next(queue)).done();
        assert.deepEqual(await resolved(place, draining), nothingLeft);
      },
    },
    {
      says: "All who wait for a key are told at the start of a drain that there will be no more.",
      async check(place) {
        const queue = await place.open();
        await queue.add(item("a"));
        await next(queue);
        const getting = queue.get();
        await waits(place, getting);
        const draining = queue.shutDownWithDrain();
        assert.equal(await resolved(place, getting), undefined);
        await waits(place, draining);
      },
    },
    {
      says: "Any number of drains may be under way: all end when the work is done.",
      async check(place) {
        const queue = await place.open();
        await queue.add(item("a"));
        const lease = await next(queue);
        const drains = [queue.shutDownWithDrain(), queue.shutDownWithDrain(), queue.shutDownWithDrain()];
        await waits(place, ...drains);
        await lease.done();
        assert.deepEqual(await resolved(place, Promise.all(drains)), [nothingLeft, nothingLeft, nothingLeft]);
      },
    },
    {
      says: "A drain whose signal is aborted ends with a report of what is left; the queue stays shut down.",
      async check(place) {
        const queue = await place.open();
        await queue.addAll(items("a", "b", "c"));
        await next(queue);
        const stop = new AbortController();
        const draining = queue.shutDownWithDrain({ signal: stop.signal });
        await waits(place, draining);
        stop.abort();
        assert.deepEqual(await resolved(place, draining), {
          ended: "aborted",
          ready: 2,
          inHand: 1,
          waiting: 0,
        });
        assert.equal(await queue.add(item("d")), "dropped");
      },
    },
    {
      says: "A signal that is aborted beforehand ends the drain at once; the queue is shut down all the same.",
      async check(place) {
        const queue = await place.open();
        await queue.add(item("a"));
        const report = await resolved(place, queue.shutDownWithDrain({ signal: AbortSignal.abort() }));
        assert.deepEqual(report, { ended: "aborted", ready: 1, inHand: 0, waiting: 0 });
        assert.equal(await queue.shuttingDown, true);
      },
    },
    {
      says: "A shutdown ends the drains that are under way.",
      async check(place) {
        const queue = await place.open();
        await queue.add(item("a"));
        const draining = queue.shutDownWithDrain();
        await waits(place, draining);
        await queue.shutDown();
        assert.deepEqual(await resolved(place, draining), {
          ended: "shut-down",
          ready: 1,
          inHand: 0,
          waiting: 0,
        });
      },
    },
    {
      says: "A queue that was shut down can still be drained.",
      async check(place) {
        const queue = await place.open();
        await queue.add(item("a"));
        await queue.shutDown();
        const draining = queue.shutDownWithDrain();
        await waits(place, draining);
        await (await next(queue)).done();
        assert.deepEqual(await resolved(place, draining), nothingLeft);
      },
    },
    {
      says: "A drain of what is in hand alone leaves ready keys where they are.",
      async check(place) {
        const queue = await place.open();
        await queue.addAll(items("a", "b"));
        const lease = await next(queue);
        const draining = queue.shutDownWithDrain({ only: "in-hand" });
        await waits(place, draining);
        await lease.done();
        assert.deepEqual(await resolved(place, draining), { ...nothingLeft, ready: 1 });
        assert.deepEqual(await keysGot(queue), ["b"]);
      },
    },
    {
      says: "A drain waits for no key that is not yet due, and reports how many there were.",
      needs: ["delays"],
      async check(place) {
        const queue = await openDelayed(place);
        await queue.addAfter(item("a"), 100);
        await queue.addAfter(item("b"), 200);
        assert.deepEqual(await resolved(place, queue.shutDownWithDrain()), { ...nothingLeft, waiting: 2 });
        await place.advance(1000);
        assert.deepEqual(await keysGot(queue), []);
      },
    },
  ],
};
