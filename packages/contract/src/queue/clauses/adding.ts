import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueuePlace } from "../queue-place.ts";
import { item, items, keysGot, next, outcomes } from "../steps.ts";

/** What becomes of a key that is added. */
export const adding: Chapter<QueuePlace> = {
  title: "Adding",
  clauses: [
    {
      says: "A key that is added is ready.",
      async check(place) {
        const queue = await place.open();
        assert.equal(await queue.add(item("a")), "added");
        assert.equal(await queue.length, 1);
        assert.equal((await next(queue)).key, "a");
      },
    },
    {
      says: "A key that is added again before it is got is still one piece of work.",
      async check(place) {
        const queue = await place.open();
        await queue.add(item("a"));
        assert.equal(await queue.add(item("a")), "coalesced");
        assert.equal(await queue.length, 1);
        assert.deepEqual(await keysGot(queue), ["a"]);
      },
    },
    {
      says: "Keys are handed out in the order in which they were first added.",
      async check(place) {
        const queue = await place.open();
        for (const added of items("b", "a", "c", "b", "a")) await queue.add(added);
        assert.deepEqual(await keysGot(queue), ["b", "a", "c"]);
      },
    },
    {
      says: "A key that was done can be added afresh.",
      async check(place) {
        const queue = await place.open();
        await queue.add(item("a"));
        await (await next(queue)).done();
        assert.equal(await queue.add(item("a")), "added");
        assert.deepEqual(await keysGot(queue), ["a"]);
      },
    },
    {
      says: "Adding many is the same as adding each, and tells how many ended in which outcome.",
      async check(place) {
        const queue = await place.open();
        await queue.add(item("in hand"));
        await next(queue);
        await queue.add(item("ready"));
        const counts = await queue.addAll(items("in hand", "ready", "new", "new"));
        assert.deepEqual(outcomes(counts), { added: 1, coalesced: 2, rerun: 1, dropped: 0 });
        assert.deepEqual(await keysGot(queue), ["ready", "new"]);
      },
    },
  ],
};
