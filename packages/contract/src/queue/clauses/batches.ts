import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueuePlace } from "../queue-place.ts";
import { item, items, keysGot, keysOf, openBatching, resolved, waits } from "../steps.ts";

const needs = ["batches"] as const;

/** How several keys are got at once. */
export const batches: Chapter<QueuePlace> = {
  title: "Batches",
  clauses: [
    {
      says: "A batch takes as many ready keys as it may, in order, and leaves the rest.",
      needs,
      async check(place) {
        const queue = await openBatching(place);
        await queue.addAll(items("a", "b", "c"));
        assert.deepEqual(await keysOf(await resolved(place, queue.getBatch(2))), ["a", "b"]);
        assert.deepEqual(await keysGot(queue), ["c"]);
      },
    },
    {
      says: "A batch takes what is ready rather than wait for more.",
      needs,
      async check(place) {
        const queue = await openBatching(place);
        await queue.addAll(items("a", "b"));
        assert.deepEqual(await keysOf(await resolved(place, queue.getBatch(5))), ["a", "b"]);
      },
    },
    {
      says: "Where nothing is ready, a batch waits for its first key.",
      needs,
      async check(place) {
        const queue = await openBatching(place);
        const getting = queue.getBatch(5);
        await waits(place, getting);
        await queue.add(item("a"));
        assert.deepEqual(await keysOf(await resolved(place, getting)), ["a"]);
      },
    },
    {
      says: "A batch that may wait gathers keys until `maxWaitMs` have passed since its first.",
      needs,
      async check(place) {
        const queue = await openBatching(place);
        const getting = queue.getBatch(5, { maxWaitMs: 100 });
        await place.advance(1000);
        await queue.add(item("a"));
        await place.advance(99);
        await queue.add(item("b"));
        await waits(place, getting);
        await place.advance(1);
        assert.deepEqual(await keysOf(await resolved(place, getting)), ["a", "b"]);
      },
    },
    {
      says: "A batch that is full waits no longer.",
      needs,
      async check(place) {
        const queue = await openBatching(place);
        await queue.add(item("a"));
        const getting = queue.getBatch(2, { maxWaitMs: 100 });
        await waits(place, getting);
        await queue.addAll(items("b", "c"));
        assert.deepEqual(await keysOf(await resolved(place, getting)), ["a", "b"]);
        assert.deepEqual(await keysGot(queue), ["c"]);
      },
    },
    {
      says: "While a batch gathers, it keeps its place before those who came later.",
      needs,
      async check(place) {
        const queue = await openBatching(place);
        const batch = queue.getBatch(2, { maxWaitMs: 100 });
        const behind = queue.get();
        await waits(place, batch, behind);
        await queue.addAll(items("a", "b"));
        await waits(place, behind);
        await queue.add(item("c"));
        assert.deepEqual(await keysOf(await resolved(place, batch)), ["a", "b"]);
        assert.equal((await resolved(place, behind))?.key, "c");
      },
    },
    {
      says: "Each key of a batch is in hand by itself, and done by itself.",
      needs,
      async check(place) {
        const queue = await openBatching(place);
        await queue.addAll(items("a", "b"));
        const [first] = await resolved(place, queue.getBatch(2));
        await first?.done();
        assert.equal(await queue.add(item("a")), "added");
        assert.equal(await queue.add(item("b")), "rerun");
      },
    },
    {
      says: "An aborted batch that holds keys ends with them.",
      needs,
      async check(place) {
        const queue = await openBatching(place);
        const stop = new AbortController();
        await queue.add(item("a"));
        const getting = queue.getBatch(5, { maxWaitMs: 100, signal: stop.signal });
        await waits(place, getting);
        stop.abort();
        assert.deepEqual(await keysOf(await resolved(place, getting)), ["a"]);
      },
    },
    {
      says: "An aborted batch that holds none ends with the signal's reason, and swallows no key.",
      needs,
      async check(place) {
        const queue = await openBatching(place);
        const stop = new AbortController();
        const getting = queue.getBatch(5, { maxWaitMs: 100, signal: stop.signal });
        await waits(place, getting);
        const reason = new Error("enough");
        stop.abort(reason);
        await assert.rejects(resolved(place, getting), reason);
        await queue.add(item("a"));
        assert.deepEqual(await keysGot(queue), ["a"]);
      },
    },
    {
      says: "A shutdown ends the gathering; a batch that holds no key is then empty.",
      needs,
      async check(place) {
        const queue = await openBatching(place);
        await queue.add(item("a"));
        const gathering = queue.getBatch(5, { maxWaitMs: 100 });
        const empty = queue.getBatch(5);
        await waits(place, gathering, empty);
        await queue.shutDown();
        assert.deepEqual(await keysOf(await resolved(place, gathering)), ["a"]);
        assert.deepEqual(await resolved(place, empty), []);
        assert.deepEqual(await resolved(place, queue.getBatch(5)), []);
      },
    },
    {
      says: "The size of a batch must be a whole number of at least 1.",
      needs,
      async check(place) {
        const queue = await openBatching(place);
        await queue.add(item("a"));
        for (const max of [0, -1, 1.5, Number.NaN]) {
          await assert.rejects(async () => queue.getBatch(max), RangeError);
        }
        assert.deepEqual(await keysGot(queue), ["a"]);
      },
    },
  ],
};
