import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueuePlace } from "../queue-place.ts";
import { item, keysGot, next, openDelayed } from "../steps.ts";

const needs = ["delays", "separate"] as const;
const setup = { merge: false };

/** Waiting and active keys as client-go has them: they know nothing of each other. */
export const separateDelays: Chapter<QueuePlace> = {
  title: "Delays, kept apart",
  clauses: [
    {
      says: "Kept apart, a waiting key that is added runs now, and again when its time has come.",
      needs,
      async check(place) {
        const queue = await openDelayed(place, setup);
        await queue.addAfter(item("a"), 100);
        assert.equal(await queue.add(item("a")), "added");
        await (await next(queue)).done();
        await place.advance(100);
        assert.deepEqual(await keysGot(queue), ["a"]);
      },
    },
    {
      says: "Kept apart, a ready key can be made to wait as well, and runs twice.",
      needs,
      async check(place) {
        const queue = await openDelayed(place, setup);
        await queue.add(item("a"));
        assert.equal(await queue.addAfter(item("a"), 100), "waiting");
        await (await next(queue)).done();
        await place.advance(100);
        assert.deepEqual(await keysGot(queue), ["a"]);
      },
    },
    {
      says: "Kept apart, a delay that ends while its key is ready is coalesced into it.",
      needs,
      async check(place) {
        const queue = await openDelayed(place, setup);
        await queue.addAfter(item("a"), 100);
        await queue.add(item("a"));
        await place.advance(100);
        await (await next(queue)).done();
        assert.deepEqual(await keysGot(queue), []);
      },
    },
    {
      says: "Kept apart, each of the two has its own item.",
      needs: ["delays", "separate", "payloads"],
      async check(place) {
        const queue = await openDelayed(place, setup);
        await queue.addAfter(item("a", 1), 100);
        await queue.add(item("a", 2));
        const now = await next(queue);
        await now.done();
        await place.advance(100);
        const later = await next(queue);
        assert.deepEqual([now.item, later.item], [item("a", 2), item("a", 1)]);
      },
    },
  ],
};
