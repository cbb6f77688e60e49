import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { QueueHarness } from "../queue-harness.ts";
import { item, keysGot, next, openDelayed } from "../steps.ts";

const needs = ["delays", "separate"] as const;
const setup = { merge: false };

/** Waiting and active keys as client-go has them: they know nothing of each other. */
export const separateDelays: Chapter<QueueHarness> = {
  title: "Delays, kept apart",
  clauses: [
    clause(
      "Kept apart, a waiting key that is added runs now, and again when its time has come.",
      { needs },
      async (harness) => {
        const queue = await openDelayed(harness, setup);
        await queue.addAfter(item("a"), 100);
        assert.equal(await queue.add(item("a")), "added");
        await (await next(queue)).done();
        await harness.advance(100);
        assert.deepEqual(await keysGot(queue), ["a"]);
      },
    ),
    clause(
      "Kept apart, a ready key can be made to wait as well, and runs twice.",
      { needs },
      async (harness) => {
        const queue = await openDelayed(harness, setup);
        await queue.add(item("a"));
        assert.equal(await queue.addAfter(item("a"), 100), "waiting");
        await (await next(queue)).done();
        await harness.advance(100);
        assert.deepEqual(await keysGot(queue), ["a"]);
      },
    ),
    clause(
      "Kept apart, a delay that ends while its key is ready is coalesced into it.",
      { needs },
      async (harness) => {
        const queue = await openDelayed(harness, setup);
        await queue.addAfter(item("a"), 100);
        await queue.add(item("a"));
        await harness.advance(100);
        await (await next(queue)).done();
        assert.deepEqual(await keysGot(queue), []);
      },
    ),
    clause(
      "Kept apart, each of the two has its own item.",
      { needs: ["delays", "separate", "payloads"] },
      async (harness) => {
        const queue = await openDelayed(harness, setup);
        await queue.addAfter(item("a", 1), 100);
        await queue.add(item("a", 2));
        const now = await next(queue);
        await now.done();
        await harness.advance(100);
        const later = await next(queue);
        assert.deepEqual([now.item, later.item], [item("a", 2), item("a", 1)]);
      },
    ),
  ],
};
