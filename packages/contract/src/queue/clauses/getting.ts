import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueuePlace } from "../queue-place.ts";
import { item, items, keysGot, next, resolved, waits } from "../steps.ts";

/** How keys find those who handle them. */
export const getting: Chapter<QueuePlace> = {
  title: "Getting",
  clauses: [
    {
      says: "A key in hand is given to nobody else.",
      async check(place) {
        const queue = await place.open();
        await queue.add(item("a"));
        await next(queue);
        assert.equal(await queue.length, 0);
        assert.equal(await queue.tryGet(), undefined);
        await waits(place, queue.get());
      },
    },
    {
      says: "A lease names the key and carries the item that was added.",
      async check(place) {
        const queue = await place.open();
        await queue.addAll([item("a", 7), item("b", 8)]);
        const waiting = await next(queue);
        const ready = await queue.tryGet();
        assert.deepEqual([waiting.key, waiting.item], ["a", item("a", 7)]);
        assert.deepEqual([ready?.key, ready?.item], ["b", item("b", 8)]);
      },
    },
    {
      says: "Whoever gets from a queue where nothing is ready waits for the next add.",
      async check(place) {
        const queue = await place.open();
        const getting = queue.get();
        await waits(place, getting);
        assert.equal(await queue.add(item("a")), "added");
        assert.equal((await resolved(place, getting))?.key, "a");
      },
    },
    {
      says: "A key that goes to somebody who waited is in hand at once.",
      async check(place) {
        const queue = await place.open();
        const getting = queue.get();
        await waits(place, getting);
        await queue.add(item("a"));
        assert.equal(await queue.length, 0);
        assert.equal(await queue.tryGet(), undefined);
        assert.equal(await queue.add(item("a")), "rerun");
        assert.equal((await resolved(place, getting))?.key, "a");
      },
    },
    {
      says: "One add ends the wait of one getter, and the next add that of the next.",
      async check(place) {
        const queue = await place.open();
        const first = queue.get();
        const second = queue.get();
        await waits(place, first, second);
        await queue.add(item("a"));
        assert.equal((await resolved(place, first))?.key, "a");
        await waits(place, second);
        await queue.add(item("b"));
        assert.equal((await resolved(place, second))?.key, "b");
      },
    },
    {
      says: "A getter whose signal is aborted ends with the signal's reason.",
      async check(place) {
        const queue = await place.open();
        const stop = new AbortController();
        const getting = queue.get(stop.signal);
        await waits(place, getting);
        const reason = new Error("enough");
        stop.abort(reason);
        await assert.rejects(resolved(place, getting), reason);
      },
    },
    {
      says: "A getter that gave up swallows no key.",
      async check(place) {
        const queue = await place.open();
        const stop = new AbortController();
        const getting = queue.get(stop.signal);
        await waits(place, getting);
        stop.abort();
        await assert.rejects(resolved(place, getting));
        await queue.add(item("a"));
        assert.equal(await queue.length, 1);
        assert.deepEqual(await keysGot(queue), ["a"]);
      },
    },
    {
      says: "A getter that gave up leaves the others in line as they were.",
      async check(place) {
        const queue = await place.open();
        const stop = new AbortController();
        const [first, second, third] = [queue.get(), queue.get(stop.signal), queue.get()];
        await waits(place, first, second, third);
        stop.abort();
        await assert.rejects(resolved(place, second));
        await queue.addAll(items("a", "b"));
        assert.equal((await resolved(place, first))?.key, "a");
        assert.equal((await resolved(place, third))?.key, "b");
      },
    },
    {
      says: "A signal that is aborted beforehand takes no key, even if one is ready.",
      async check(place) {
        const queue = await place.open();
        await queue.add(item("a"));
        const reason = new Error("enough");
        await assert.rejects(resolved(place, queue.get(AbortSignal.abort(reason))), reason);
        assert.deepEqual(await keysGot(queue), ["a"]);
      },
    },
    {
      says: "A signal that is aborted after the key was got changes nothing.",
      async check(place) {
        const queue = await place.open();
        const stop = new AbortController();
        const getting = queue.get(stop.signal);
        await waits(place, getting);
        await queue.add(item("a"));
        const lease = await resolved(place, getting);
        stop.abort();
        await place.settle();
        assert.equal(await queue.add(item("a")), "rerun");
        await lease?.done();
        assert.deepEqual(await keysGot(queue), ["a"]);
      },
    },
  ],
};
