import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { QueueHarness } from "../queue-harness.ts";
import {
  queueClause,
  delayClause,
  item,
  items,
  keysGot,
  keysOf,
  next,
  outcomes,
  resolved,
  waits,
} from "../steps.ts";
import type { Listing } from "../queue-subject.ts";

/** What can be seen from outside. */
export const inspecting: Chapter<QueueHarness> = {
  title: "Inspecting",
  clauses: [
    queueClause("A queue knows a key that is ready or processing, and no other.", async (queue) => {
      await queue.add(item("a"));
      assert.equal(await queue.has("a"), true);
      await next(queue);
      assert.equal(await queue.has("a"), true);
      assert.equal(await queue.has("b"), false);
    }),
    queueClause("A queue returns the state of a key.", async (queue) => {
      assert.equal(await queue.stateOf("a"), undefined);
      await queue.add(item("a"));
      assert.equal(await queue.stateOf("a"), "ready");
      await next(queue);
      assert.equal(await queue.stateOf("a"), "processing");
      await queue.add(item("a"));
      assert.equal(await queue.stateOf("a"), "rerun");
    }),
    queueClause(
      "The listing shows the ready keys as they will be got, then those being processed.",
      async (queue) => {
        await queue.addAll(items("c", "b", "a"));
        await next(queue);
        const seen = await listed(queue.list());
        assert.deepEqual(seen, ["b ready", "a ready", "c processing"]);
      },
    ),
    queueClause("The listing shows higher priorities first.", { needs: ["priorities"] }, async (queue) => {
      await queue.add(item("a"));
      await queue.add(item("b"), { priority: 1 });
      await queue.add(item("c"));
      assert.deepEqual(await keysOf(queue.list()), ["b", "a", "c"]);
    }),
    queueClause(
      "The listing shows the item of the next run; for a processed key that was not added since, that of the present one.",
      { needs: ["payloads"] },
      async (queue) => {
        await queue.addAll([item("a", 1), item("b", 2)]);
        await next(queue);
        await next(queue);
        await queue.add(item("b", 3));
        const values = new Map<string, number>();
        for await (const { key, item } of queue.list()) values.set(key, item.value);
        assert.deepEqual(
          values,
          new Map([
            ["a", 1],
            ["b", 3],
          ]),
        );
      },
    ),
    queueClause("Reading states, listings and stats changes nothing.", async (queue) => {
      await queue.addAll(items("a", "b"));
      for (let look = 0; look < 2; look++) {
        assert.equal(await queue.length, 2);
        assert.deepEqual(await listed(queue.list()), ["a ready", "b ready"]);
        assert.equal((await queue.stats()).ready, 2);
      }
      assert.deepEqual(await keysGot(queue), ["a", "b"]);
    }),
    queueClause("The stats count the keys that are ready, processing and to run again.", async (queue) => {
      await queue.addAll(items("a", "b", "c", "d", "e", "f"));
      for (let got = 0; got < 3; got++) await next(queue);
      await queue.add(item("a"));
      const { ready, processing, rerun } = await queue.stats();
      assert.deepEqual({ ready, processing, rerun }, { ready: 3, processing: 3, rerun: 1 });
    }),
    queueClause("The stats count the calls that wait for a key.", async (queue, harness) => {
      const stop = new AbortController();
      const [first, second, third] = [queue.get(), queue.get(stop.signal), queue.get()];
      await waits(harness, first, second, third);
      assert.equal((await queue.stats()).getters, 3);
      stop.abort();
      await assert.rejects(resolved(harness, second));
      assert.equal((await queue.stats()).getters, 2);
      await queue.add(item("a"));
      assert.equal((await queue.stats()).getters, 1);
    }),
    queueClause("The stats count the adds by outcome, and the leases that ended.", async (queue) => {
      await queue.addAll(items("a", "b", "b"));
      const lease = await next(queue);
      await queue.addAll(items("a", "a"));
      await lease.done();
      await queue.shutDown();
      await queue.add(item("c"));
      const { adds, done } = await queue.stats();
      assert.deepEqual(outcomes(adds), { added: 2, coalesced: 2, rerun: 1, dropped: 1 });
      assert.equal(done, 1);
    }),
    delayClause(
      "A waiting key is known, and does not count as ready.",
      { needs: ["delays"] },
      async (queue) => {
        await queue.addAfter(item("a"), 100);
        assert.equal(await queue.has("a"), true);
        assert.equal(await queue.stateOf("a"), "waiting");
        assert.equal(await queue.length, 0);
        const { ready, waiting } = await queue.stats();
        assert.deepEqual({ ready, waiting }, { ready: 0, waiting: 1 });
      },
    ),
    delayClause(
      "Waiting keys are listed after the others, the next due first, with the time that is left.",
      { needs: ["delays"] },
      async (queue, harness) => {
        await queue.addAfter(item("later"), 200);
        await queue.addAfter(item("sooner"), 150);
        await queue.addAll(items("processing", "ready"));
        await next(queue);
        await harness.advance(30);
        const seen = await listed(queue.list());
        assert.deepEqual(seen, ["ready ready", "processing processing", "sooner waiting", "later waiting"]);
        const left: number[] = [];
        for await (const { dueInMs } of queue.waiting()) left.push(dueInMs);
        assert.deepEqual(left, [120, 170]);
      },
    ),
  ],
};

async function listed(keys: Iterable<Listing> | AsyncIterable<Listing>): Promise<string[]> {
  const seen: string[] = [];
  for await (const { key, state } of keys) seen.push(`${key} ${state}`);
  return seen;
}
