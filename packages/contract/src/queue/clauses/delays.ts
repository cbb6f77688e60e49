import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { QueueHarness } from "../queue-harness.ts";
import {
  delayClause,
  inSequence,
  item,
  items,
  keysGot,
  keysOf,
  next,
  openDelayed,
  resolved,
  waits,
} from "../steps.ts";

const needs = ["delays"] as const;
const dayMs = 86_400_000;

/** How keys are added for later. */
export const delays: Chapter<QueueHarness> = {
  title: "Delays",
  clauses: [
    delayClause(
      "A delayed key becomes ready when its delay has passed, and not before.",
      { needs },
      async (queue, harness) => {
        assert.equal(await queue.addAfter(item("a"), 100), "waiting");
        await harness.advance(99);
        assert.equal(await queue.length, 0);
        assert.equal(await queue.tryGet(), undefined);
        await harness.advance(1);
        assert.equal(await queue.length, 1);
        assert.deepEqual(await keysGot(queue), ["a"]);
      },
    ),
    delayClause("A delay of zero or less adds at once.", { needs }, async (queue) => {
      assert.equal(await queue.addAfter(item("a"), 0), "added");
      assert.equal(await queue.addAfter(item("b"), -5), "added");
      assert.deepEqual(await keysGot(queue), ["a", "b"]);
    }),
    delayClause(
      "A key whose delay has passed goes to a caller that waits already.",
      { needs },
      async (queue, harness) => {
        const getting = queue.get();
        await queue.addAfter(item("a"), 100);
        await waits(harness, getting);
        await harness.advance(100);
        assert.equal((await resolved(harness, getting))?.key, "a");
      },
    ),
    delayClause(
      "Delayed keys become ready in the order in which they are due.",
      { needs },
      async (queue, harness) => {
        await queue.addAfter(item("c"), 30);
        await queue.addAfter(item("a"), 10);
        await queue.addAfter(item("b"), 20);
        await harness.advance(1000);
        assert.deepEqual(await keysGot(queue), ["a", "b", "c"]);
      },
    ),
    delayClause(
      "Keys due at the same time become ready in the order in which they were added.",
      { needs },
      async (queue, harness) => {
        const keys = ["d", "h", "a", "g", "c", "f", "b", "e"];
        await queue.addAfter(item("first"), 50);
        for (const key of keys) await queue.addAfter(item(key), 100);
        await harness.advance(100);
        assert.deepEqual(await keysGot(queue), ["first", ...keys]);
      },
    ),
    delayClause(
      "Of several delays of one key the earliest wins: a later one changes nothing.",
      { needs },
      async (queue, harness) => {
        await queue.addAfter(item("a"), 100);
        assert.equal(await queue.addAfter(item("a"), 200), "coalesced");
        await harness.advance(100);
        assert.deepEqual(await keysGot(queue), ["a"]);
        await queue.done("a");
        await harness.advance(100);
        assert.deepEqual(await keysGot(queue), []);
      },
    ),
    delayClause("An earlier delay moves the key forward.", { needs }, async (queue, harness) => {
      await queue.addAfter(item("a"), 200);
      assert.equal(await queue.addAfter(item("a"), 100), "sooner");
      await harness.advance(100);
      assert.deepEqual(await keysGot(queue), ["a"]);
      await queue.done("a");
      await harness.advance(100);
      assert.deepEqual(await keysGot(queue), []);
    }),
    delayClause(
      "A delay with `replace` replaces the present one, whether it is later or earlier.",
      { needs },
      async (queue, harness) => {
        await queue.addAfter(item("later"), 100);
        await queue.addAfter(item("earlier"), 300);
        assert.equal(await queue.addAfter(item("later"), 300, { replace: true }), "replaced");
        assert.equal(await queue.addAfter(item("earlier"), 200, { replace: true }), "replaced");
        await harness.advance(199);
        assert.deepEqual(await keysGot(queue), []);
        await harness.advance(1);
        assert.deepEqual(await keysGot(queue), ["earlier"]);
        await harness.advance(100);
        assert.deepEqual(await keysGot(queue), ["later"]);
      },
    ),
    delayClause(
      "A waiting key can be cancelled, and does not become ready.",
      { needs },
      async (queue, harness) => {
        await queue.addAfter(item("a"), 100);
        assert.equal(await queue.cancel("a"), true);
        assert.equal(await queue.cancel("a"), false);
        await harness.advance(1000);
        assert.deepEqual(await keysGot(queue), []);
      },
    ),
    delayClause("A key that is ready or processing cannot be cancelled.", { needs }, async (queue) => {
      await queue.addAll(items("processing", "ready"));
      await next(queue);
      assert.equal(await queue.cancel("processing"), false);
      assert.equal(await queue.cancel("ready"), false);
      assert.equal(await queue.stateOf("processing"), "processing");
      assert.deepEqual(await keysGot(queue), ["ready"]);
    }),
    delayClause(
      "A waiting key can be postponed: it waits at least `delayMs` from now, and never shorter than before.",
      { needs },
      async (queue, harness) => {
        await queue.addAfter(item("postponed"), 100);
        await queue.addAfter(item("untouched"), 100);
        await harness.advance(50);
        assert.equal(await queue.postpone("postponed", 100), true);
        assert.equal(await queue.postpone("untouched", 10), true);
        await harness.advance(49);
        assert.deepEqual(await keysGot(queue), []);
        await harness.advance(1);
        assert.deepEqual(await keysGot(queue), ["untouched"]);
        await harness.advance(50);
        assert.deepEqual(await keysGot(queue), ["postponed"]);
      },
    ),
    delayClause(
      "A key that does not wait cannot be postponed, and does not wait afterwards.",
      { needs },
      async (queue) => {
        await queue.add(item("ready"));
        assert.equal(await queue.postpone("ready", 100), false);
        assert.equal(await queue.postpone("unknown", 100), false);
        assert.deepEqual(await keysGot(queue), ["ready"]);
        assert.deepEqual(await keysOf(queue.waiting()), []);
      },
    ),
    delayClause(
      "A delay may be longer than a runtime's timers can hold, and may never end.",
      { needs },
      async (queue, harness) => {
        assert.equal(await queue.addAfter(item("a month"), 30 * dayMs), "waiting");
        assert.equal(await queue.addAfter(item("never"), Infinity), "waiting");
        await harness.advance(30 * dayMs - 1);
        assert.deepEqual(await keysGot(queue), []);
        await harness.advance(1);
        assert.deepEqual(await keysGot(queue), ["a month"]);
        await harness.advance(10_000 * dayMs);
        assert.deepEqual(await keysGot(queue), []);
      },
    ),
    delayClause(
      "A delay that is not a number is refused, and changes nothing.",
      { needs },
      async (queue, harness) => {
        await queue.addAfter(item("a"), 100);
        await assert.rejects(async () => queue.addAfter(item("a"), Number.NaN), RangeError);
        await assert.rejects(async () => queue.addAfter(item("b"), Number.NaN), RangeError);
        await assert.rejects(async () => queue.postpone("a", Number.NaN), RangeError);
        await harness.advance(100);
        assert.deepEqual(await keysGot(queue), ["a"]);
      },
    ),
    delayClause(
      "A key whose delay ends while it is processed runs again when it is done.",
      { needs },
      async (queue, harness) => {
        await queue.add(item("a"));
        const lease = await next(queue);
        assert.equal(await queue.addAfter(item("a"), 100), "waiting");
        await harness.advance(100);
        assert.deepEqual(await keysGot(queue), []);
        await lease.done();
        assert.deepEqual(await keysGot(queue), ["a"]);
      },
    ),
    delayClause("Done does not cancel a delay of the key.", { needs }, async (queue, harness) => {
      await queue.add(item("a"));
      const lease = await next(queue);
      await queue.addAfter(item("a"), 100);
      await lease.done();
      assert.deepEqual(await keysGot(queue), []);
      await harness.advance(100);
      assert.deepEqual(await keysGot(queue), ["a"]);
    }),
    clause(
      "The items of several delays of one key are combined as those of several adds are.",
      { needs: ["delays", "payloads"] },
      async (harness) => {
        const queue = await openDelayed(harness, { payload: inSequence });
        await queue.addAfter(item("a", 1), 100);
        await queue.addAfter(item("a", 2), 200);
        await queue.addAfter(item("a", 3), 50);
        await harness.advance(50);
        assert.deepEqual((await next(queue)).item, item("a", 123));
      },
    ),
    delayClause(
      "A key becomes ready with the highest priority of its delays.",
      { needs: ["delays", "priorities"] },
      async (queue, harness) => {
        await queue.addAfter(item("a"), 100, { priority: 3 });
        await queue.addAfter(item("a"), 50, { priority: 1 });
        await harness.advance(50);
        await queue.add(item("b"), { priority: 2 });
        assert.deepEqual(await keysGot(queue), ["a", "b"]);
      },
    ),
  ],
};
