import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueuePlace } from "../queue-place.ts";
import { getAll, item, items, keysGot, next } from "../steps.ts";

const needs = ["priorities"] as const;

/** Who goes first. */
export const priorities: Chapter<QueuePlace> = {
  title: "Priorities",
  clauses: [
    {
      says: "The key of the highest priority goes first; a key without one has priority zero.",
      needs,
      async check(place) {
        const queue = await place.open();
        await queue.add(item("later"), { priority: -1 });
        await queue.add(item("plain"));
        await queue.add(item("sooner"), { priority: 0.5 });
        await queue.add(item("soonest"), { priority: 10 });
        assert.deepEqual(await keysGot(queue), ["soonest", "sooner", "plain", "later"]);
      },
    },
    {
      says: "Keys of one priority go in the order of their arrival.",
      needs,
      async check(place) {
        const queue = await place.open();
        for (const key of ["a", "b", "c"]) {
          await queue.add(item(key), { priority: 5 });
          await queue.add(item(`plain ${key}`));
        }
        assert.deepEqual(await keysGot(queue), ["a", "b", "c", "plain a", "plain b", "plain c"]);
      },
    },
    {
      says: "A lease tells the priority with which its key was got.",
      needs,
      async check(place) {
        const queue = await place.open();
        await queue.addAll(items("a", "b"), { priority: 3 });
        await queue.add(item("c"));
        const got = await getAll(queue);
        const told = got.map(({ key, priority }) => `${key} ${priority}`);
        assert.deepEqual(told, ["a 3", "b 3", "c 0"]);
      },
    },
    {
      says: "Adding a ready key with a higher priority raises it, to the end of its new level.",
      needs,
      async check(place) {
        const queue = await place.open();
        await queue.add(item("a"));
        await queue.add(item("b"), { priority: 5 });
        await queue.add(item("c"), { priority: 4 });
        assert.equal(await queue.add(item("a"), { priority: 5 }), "coalesced");
        assert.deepEqual(await keysGot(queue), ["b", "a", "c"]);
      },
    },
    {
      says: "Adding a ready key with a lower priority, or the same, leaves it where it is.",
      needs,
      async check(place) {
        const queue = await place.open();
        await queue.add(item("a"), { priority: 5 });
        await queue.add(item("b"), { priority: 5 });
        await queue.add(item("c"), { priority: 1 });
        await queue.add(item("a"), { priority: 5 });
        await queue.add(item("a"));
        assert.deepEqual(await keysGot(queue), ["a", "b", "c"]);
      },
    },
    {
      says: "A key comes back with the highest priority it was added with while in hand.",
      needs,
      async check(place) {
        const queue = await place.open();
        await queue.add(item("a"));
        const lease = await next(queue);
        for (const priority of [1, 3, 1]) await queue.add(item("a"), { priority });
        await queue.add(item("b"), { priority: 2 });
        await lease.done();
        assert.deepEqual(await keysGot(queue), ["a", "b"]);
      },
    },
    {
      says: "The priority of one run says nothing about the next.",
      needs,
      async check(place) {
        const queue = await place.open();
        await queue.add(item("a"), { priority: 9 });
        const lease = await next(queue);
        await queue.add(item("a"));
        await queue.add(item("b"), { priority: 1 });
        await lease.done();
        assert.deepEqual(await keysGot(queue), ["b", "a"]);
      },
    },
    {
      says: "Priority is strict: a lower one waits for as long as higher ones come.",
      needs,
      async check(place) {
        const queue = await place.open();
        await queue.add(item("low"));
        await place.advance(1_000_000);
        await queue.add(item("high"), { priority: 1 });
        assert.deepEqual(await keysGot(queue), ["high", "low"]);
      },
    },
  ],
};
