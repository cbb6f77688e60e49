import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueuePlace } from "../queue-place.ts";
import { item, items, keysGot, keysOf, next, openDelayed, outcomes, resolved, waits } from "../steps.ts";

/** How a queue comes to its end. */
export const shuttingDown: Chapter<QueuePlace> = {
  title: "Shutting down",
  clauses: [
    {
      says: "A queue says whether it was told to shut down.",
      async check(place) {
        const queue = await place.open();
        assert.equal(await queue.shuttingDown, false);
        await queue.shutDown();
        assert.equal(await queue.shuttingDown, true);
      },
    },
    {
      says: "After the shutdown adds are dropped.",
      async check(place) {
        const queue = await place.open();
        await queue.shutDown();
        assert.equal(await queue.add(item("a")), "dropped");
        const counts = await queue.addAll(items("b", "c"));
        assert.deepEqual(outcomes(counts), { added: 0, coalesced: 0, rerun: 0, dropped: 2 });
        assert.equal(await queue.length, 0);
        assert.equal(await queue.tryGet(), undefined);
      },
    },
    {
      says: "A key in hand does not come back for an add that was dropped.",
      async check(place) {
        const queue = await place.open();
        await queue.add(item("a"));
        const lease = await next(queue);
        await queue.shutDown();
        assert.equal(await queue.add(item("a")), "dropped");
        await lease.done();
        assert.equal(await resolved(place, queue.get()), undefined);
      },
    },
    {
      says: "What is ready is still handed out; then every get answers that there will be no more.",
      async check(place) {
        const queue = await place.open();
        await queue.addAll(items("a", "b"));
        await queue.shutDown();
        assert.equal((await resolved(place, queue.get()))?.key, "a");
        assert.equal((await resolved(place, queue.get()))?.key, "b");
        assert.equal(await resolved(place, queue.get()), undefined);
        assert.equal(await resolved(place, queue.get()), undefined);
      },
    },
    {
      says: "All who wait for a key are told that there will be no more.",
      async check(place) {
        const queue = await place.open();
        const getting = [queue.get(), queue.get(new AbortController().signal)];
        await waits(place, ...getting);
        await queue.shutDown();
        assert.deepEqual(await resolved(place, Promise.all(getting)), [undefined, undefined]);
      },
    },
    {
      says: "A key that changed before the shutdown comes back after it, for whoever still asks.",
      async check(place) {
        const queue = await place.open();
        await queue.add(item("a"));
        const lease = await next(queue);
        await queue.add(item("a"));
        await queue.shutDown();
        assert.equal(await resolved(place, queue.get()), undefined);
        await lease.done();
        assert.equal((await resolved(place, queue.get()))?.key, "a");
      },
    },
    {
      says: "A second shutdown does nothing.",
      async check(place) {
        const queue = await place.open();
        await queue.add(item("a"));
        await queue.shutDown();
        await queue.shutDown();
        assert.deepEqual(await keysGot(queue), ["a"]);
        assert.equal(await resolved(place, queue.get()), undefined);
      },
    },
    {
      says: "Disposing a queue shuts it down.",
      async check(place) {
        const queue = await place.open();
        const getting = queue.get();
        await waits(place, getting);
        {
          await using _ = queue;
        }
        assert.equal(await resolved(place, getting), undefined);
        assert.equal(await queue.add(item("a")), "dropped");
      },
    },
    {
      says: "After the shutdown delays are dropped, and what waits does not become ready.",
      needs: ["delays"],
      async check(place) {
        const queue = await openDelayed(place);
        await queue.addAfter(item("a"), 100);
        await queue.shutDown();
        assert.equal(await queue.addAfter(item("b"), 50), "dropped");
        await place.advance(100);
        assert.deepEqual(await keysGot(queue), []);
      },
    },
    {
      says: "What waits in the process alone is gone with the shutdown.",
      needs: ["delays", "in-process"],
      async check(place) {
        const queue = await openDelayed(place);
        await queue.addAfter(item("a"), 100);
        await queue.shutDown();
        assert.equal(await queue.has("a"), false);
        assert.deepEqual(await keysOf(queue.waiting()), []);
      },
    },
  ],
};
