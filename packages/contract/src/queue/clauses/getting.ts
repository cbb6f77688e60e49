import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueueHarness } from "../queue-harness.ts";
import { queueClause, item, items, keysGot, next, resolved, waits } from "../steps.ts";

/** How keys find those who handle them. */
export const getting: Chapter<QueueHarness> = {
  title: "Getting",
  clauses: [
    queueClause("A key that is processed is handed to no other caller.", async (queue, harness) => {
      await queue.add(item("a"));
      await next(queue);
      assert.equal(await queue.length, 0);
      assert.equal(await queue.tryGet(), undefined);
      await waits(harness, queue.get());
    }),
    queueClause("A lease names the key and carries the item that was added.", async (queue) => {
      await queue.addAll([item("a", 7), item("b", 8)]);
      const waiting = await next(queue);
      const ready = await queue.tryGet();
      assert.deepEqual([waiting.key, waiting.item], ["a", item("a", 7)]);
      assert.deepEqual([ready?.key, ready?.item], ["b", item("b", 8)]);
    }),
    queueClause(
      "A get from a queue in which nothing is ready waits for the next add.",
      async (queue, harness) => {
        const getting = queue.get();
        await waits(harness, getting);
        assert.equal(await queue.add(item("a")), "added");
        assert.equal((await resolved(harness, getting))?.key, "a");
      },
    ),
    queueClause("A key that goes to a waiting caller is processed at once.", async (queue, harness) => {
      const getting = queue.get();
      await waits(harness, getting);
      await queue.add(item("a"));
      assert.equal(await queue.length, 0);
      assert.equal(await queue.tryGet(), undefined);
      assert.equal(await queue.add(item("a")), "rerun");
      assert.equal((await resolved(harness, getting))?.key, "a");
    }),
    queueClause(
      "One add ends the wait of one get, and the next add that of the next.",
      async (queue, harness) => {
        const first = queue.get();
        const second = queue.get();
        await waits(harness, first, second);
        await queue.add(item("a"));
        assert.equal((await resolved(harness, first))?.key, "a");
        await waits(harness, second);
        await queue.add(item("b"));
        assert.equal((await resolved(harness, second))?.key, "b");
      },
    ),
    queueClause("A get whose signal is aborted rejects with the signal's reason.", async (queue, harness) => {
      const stop = new AbortController();
      const getting = queue.get(stop.signal);
      await waits(harness, getting);
      const reason = new Error("enough");
      stop.abort(reason);
      await assert.rejects(resolved(harness, getting), reason);
    }),
    queueClause("An aborted get takes no key.", async (queue, harness) => {
      const stop = new AbortController();
      const getting = queue.get(stop.signal);
      await waits(harness, getting);
      stop.abort();
      await assert.rejects(resolved(harness, getting));
      await queue.add(item("a"));
      assert.equal(await queue.length, 1);
      assert.deepEqual(await keysGot(queue), ["a"]);
    }),
    queueClause(
      "An aborted get leaves the order of the other waiting calls as it was.",
      async (queue, harness) => {
        const stop = new AbortController();
        const [first, second, third] = [queue.get(), queue.get(stop.signal), queue.get()];
        await waits(harness, first, second, third);
        stop.abort();
        await assert.rejects(resolved(harness, second));
        await queue.addAll(items("a", "b"));
        assert.equal((await resolved(harness, first))?.key, "a");
        assert.equal((await resolved(harness, third))?.key, "b");
      },
    ),
    queueClause(
      "A signal that is aborted beforehand takes no key, even if one is ready.",
      async (queue, harness) => {
        await queue.add(item("a"));
        const reason = new Error("enough");
        await assert.rejects(resolved(harness, queue.get(AbortSignal.abort(reason))), reason);
        assert.deepEqual(await keysGot(queue), ["a"]);
      },
    ),
    queueClause("A signal that is aborted after the key was got changes nothing.", async (queue, harness) => {
      const stop = new AbortController();
      const getting = queue.get(stop.signal);
      await waits(harness, getting);
      await queue.add(item("a"));
      const lease = await resolved(harness, getting);
      stop.abort();
      await harness.settle();
      assert.equal(await queue.add(item("a")), "rerun");
      await lease?.done();
      assert.deepEqual(await keysGot(queue), ["a"]);
    }),
  ],
};
