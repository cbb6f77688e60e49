import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueuePlace } from "../queue-place.ts";
import { inSequence, item, next, openDelayed } from "../steps.ts";

const needs = ["payloads"] as const;

/** Which of two payloads of one key is kept. */
export const payloads: Chapter<QueuePlace> = {
  title: "Payloads",
  clauses: [
    {
      says: "Of several items of one key the latest is handed out.",
      needs,
      async check(place) {
        const queue = await place.open();
        await queue.addAll([item("a", 1), item("a", 2), item("a", 3)]);
        assert.deepEqual((await next(queue)).item, item("a", 3));
      },
    },
    {
      says: "Where the first is to stay, the first is handed out.",
      needs,
      async check(place) {
        const queue = await place.open({ payload: "first" });
        await queue.addAll([item("a", 1), item("a", 2), item("a", 3)]);
        assert.deepEqual((await next(queue)).item, item("a", 1));
      },
    },
    {
      says: "A function makes one item of two, the one that waits and the one that is added.",
      needs,
      async check(place) {
        const queue = await place.open({ payload: inSequence });
        await queue.addAll([item("a", 1), item("a", 2), item("a", 3)]);
        assert.deepEqual((await next(queue)).item, item("a", 123));
      },
    },
    {
      says: "A key in hand keeps the item it was got with.",
      needs,
      async check(place) {
        const queue = await place.open();
        await queue.add(item("a", 1));
        const lease = await next(queue);
        await queue.add(item("a", 2));
        assert.deepEqual(lease.item, item("a", 1));
      },
    },
    {
      says: "What is added while a key is in hand is combined for the next run, without the item in hand.",
      needs,
      async check(place) {
        const queue = await place.open({ payload: inSequence });
        await queue.add(item("a", 1));
        const lease = await next(queue);
        await queue.addAll([item("a", 2), item("a", 3)]);
        await lease.done();
        assert.deepEqual((await next(queue)).item, item("a", 23));
      },
    },
    {
      says: "An item that is tried again does not replace what was added while it was in hand.",
      needs,
      async check(place) {
        const queue = await place.open();
        await queue.add(item("a", 1));
        const lease = await next(queue);
        await queue.add(item("a", 2));
        await queue.add(lease.item, { again: true });
        await lease.done();
        assert.deepEqual((await next(queue)).item, item("a", 2));
      },
    },
    {
      says: "A function is given the item that is tried again as the older of the two.",
      needs: ["payloads", "delays"],
      async check(place) {
        const queue = await openDelayed(place, { payload: inSequence });
        await queue.add(item("a", 1));
        const lease = await next(queue);
        await queue.addAfter(item("a", 2), 10);
        await queue.addAfter(lease.item, 5, { again: true });
        await lease.done();
        await place.advance(5);
        assert.deepEqual((await next(queue)).item, item("a", 12));
      },
    },
  ],
};
