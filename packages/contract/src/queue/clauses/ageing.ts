import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueuePlace } from "../queue-place.ts";
import { item, keysGot, keysOf } from "../steps.ts";

const needs = ["priorities", "ageing"] as const;
const setup = { ageing: { pointMs: 10 } };

/** How waiting makes up for a low priority. */
export const ageing: Chapter<QueuePlace> = {
  title: "Ageing",
  clauses: [
    {
      says: "A ready key gains a point for each `pointMs`, and goes before a key that has fewer.",
      needs,
      async check(place) {
        const queue = await place.open(setup);
        await queue.add(item("old"));
        await place.advance(51);
        await queue.add(item("new"), { priority: 5 });
        assert.deepEqual(await keysGot(queue), ["old", "new"]);
      },
    },
    {
      says: "With fewer points than another a key waits, however old it is.",
      needs,
      async check(place) {
        const queue = await place.open(setup);
        await queue.add(item("old"));
        await place.advance(49);
        await queue.add(item("new"), { priority: 5 });
        assert.deepEqual(await keysGot(queue), ["new", "old"]);
      },
    },
    {
      says: "Where the points are equal, the key that has waited longer goes first.",
      needs,
      async check(place) {
        const queue = await place.open(setup);
        await queue.add(item("old"));
        await place.advance(50);
        await queue.add(item("new"), { priority: 5 });
        assert.deepEqual(await keysGot(queue), ["old", "new"]);
      },
    },
    {
      says: "The listing shows the order in which keys would be got now.",
      needs,
      async check(place) {
        const queue = await place.open(setup);
        await queue.add(item("old"));
        await place.advance(51);
        await queue.add(item("new"), { priority: 5 });
        assert.deepEqual(await keysOf(queue.list()), ["old", "new"]);
      },
    },
  ],
};
