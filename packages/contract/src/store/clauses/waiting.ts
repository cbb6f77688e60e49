import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { storeClause, payloadsOf, StoreProbe, throwing, uncombinable } from "../store-probe.ts";

/** Keys that wait for their time. */
export const waiting: Chapter<StoreHarness> = {
  title: "Waiting",
  clauses: [
    storeClause("A key that is added for later is not handed out before its time.", async (queue) => {
      assert.equal(await queue.add("a", { payload: "1", priority: 3, afterMs: 10 }), "waiting");
      queue.pass(9);
      assert.deepEqual(await queue.takeKeys(), []);
      queue.pass(1);
      const { key, payload, priority } = await queue.takeOne();
      assert.deepEqual({ key, payload, priority }, { key: "a", payload: "1", priority: 3 });
    }),
    storeClause("A due time that has come already means now.", async (queue) => {
      assert.equal(await queue.add("a", { afterMs: 0 }), "added");
      assert.equal(await queue.add("a", { afterMs: -1000 }), "coalesced");
      assert.deepEqual(await queue.takeKeys(), ["a"]);
      assert.equal(await queue.add("a", { afterMs: -1 }), "rerun");
    }),
    storeClause(
      "Keys become ready in the order in which they are due, those of one instant in order of arrival.",
      async (queue) => {
        for (const [key, afterMs] of [
          ["d", 30],
          ["b", 20],
          ["c", 20],
          ["a", 10],
        ] as const) {
          await queue.add(key, { afterMs });
        }
        queue.pass(30);
        assert.deepEqual(await queue.takeKeys(), ["a", "b", "c", "d"]);
      },
    ),
    storeClause(
      "They become ready last of their priority, before the verb that receives the time acts.",
      async (queue) => {
        await queue.add("due", { afterMs: 10 });
        await queue.add("urgent", { afterMs: 10, priority: 1 });
        await queue.add("before");
        queue.pass(10);
        await queue.add("after");
        assert.deepEqual(await queue.takeKeys(), ["urgent", "before", "due", "after"]);
      },
    ),
    storeClause(
      "Every verb that receives the time ends the wait of keys that are due by then.",
      async (queue) => {
        for (const key of ["a", "b", "c", "d", "e"]) await queue.add(key, { afterMs: 10 });
        queue.pass(10);
        assert.equal(await queue.cancel("a"), false);
        assert.equal(await queue.postpone("b", 1000), false);
        assert.equal(await queue.add("c"), "coalesced");
        assert.deepEqual(await queue.list("waiting"), []);
        assert.deepEqual(await queue.takeKeys(), ["a", "b", "c", "d", "e"]);
      },
    ),
    storeClause("Counting and listing make due keys ready, too.", async (queue) => {
      await queue.add("a", { afterMs: 10 });
      await queue.add("b", { afterMs: 20 });
      queue.pass(10);
      const { ready, waiting } = await queue.counts();
      assert.deepEqual({ ready, waiting }, { ready: 1, waiting: 1 });
      queue.pass(10);
      assert.deepEqual((await queue.list("ready")).length, 2);
    }),
    storeClause("A processing key that becomes due runs again.", async (queue) => {
      await queue.add("a", { payload: "1" });
      const claim = await queue.takeOne();
      await queue.add("a", { payload: "2", afterMs: 10 });
      queue.pass(10);
      assert.deepEqual(await queue.takeKeys(), []);
      assert.equal(await queue.complete(claim), "rerun");
      assert.equal((await queue.takeOne()).payload, "2");
    }),
    storeClause(
      "A ready key that becomes due is still one piece of work, with one payload and the higher priority.",
      async (queue) => {
        await queue.add("a", { payload: "1" });
        await queue.add("b", { priority: 1 });
        await queue.add("a", { payload: "2", priority: 1, afterMs: 10 });
        queue.pass(10);
        const [, a] = await queue.takeEach("b", "a");
        assert.deepEqual([a.payload, a.priority], ["12", 1]);
      },
    ),
    clause(
      "Where its payload does not combine with the one that is due, the one that is due counts.",
      async (harness) => {
        const queue = await StoreProbe.open(harness, { combine: throwing });
        await queue.add("a", { payload: "1" });
        await queue.add("a", { payload: "2", afterMs: 10 });
        queue.pass(10);
        assert.deepEqual(payloadsOf(await queue.take()), ["2"]);
      },
    ),
    storeClause(
      "A key that waits remembers when it was first asked for; once due it is wanted since it was due.",
      async (queue) => {
        const addedAt = queue.now;
        await queue.add("a", { afterMs: 20 });
        queue.pass(5);
        await queue.add("a", { afterMs: 10 });
        assert.equal((await queue.list("waiting"))[0]?.addedAt, addedAt);
        queue.pass(20);
        assert.equal((await queue.takeOne()).addedAt, addedAt + 15);
        await queue.add("a", { afterMs: 10 });
        queue.pass(20);
        assert.equal((await queue.list("processing"))[0]?.addedAt, addedAt + 35);
      },
    ),
    storeClause("Of two due times the earlier counts.", async (queue) => {
      await queue.add("a", { afterMs: 20 });
      assert.equal(await queue.add("a", { afterMs: 10 }), "sooner");
      assert.equal(await queue.add("a", { afterMs: 30 }), "coalesced");
      assert.equal(await queue.add("a", { afterMs: 10 }), "coalesced");
      queue.pass(10);
      assert.deepEqual(await queue.takeKeys(), ["a"]);
      queue.pass(20);
      assert.equal((await queue.counts()).rerun, 0);
    }),
    storeClause("A due time that is to replace the other does, be it later or earlier.", async (queue) => {
      await queue.add("a", { afterMs: 20 });
      assert.equal(await queue.add("a", { afterMs: 40, replace: true }), "replaced");
      queue.pass(20);
      assert.deepEqual(await queue.takeKeys(), []);
      assert.equal(await queue.add("a", { afterMs: 10, replace: true }), "replaced");
      queue.pass(10);
      assert.deepEqual(await queue.takeKeys(), ["a"]);
    }),
    storeClause(
      "Whichever due time counts, the payloads become one, and the highest priority counts.",
      async (queue) => {
        await queue.add("a", { payload: "1", priority: 2, afterMs: 20 });
        await queue.add("a", { payload: "2", priority: 1, afterMs: 10 });
        await queue.add("a", { payload: "3", priority: 3, afterMs: 30 });
        await queue.add("a", { payload: "4", priority: 0, afterMs: 10, replace: true });
        queue.pass(10);
        const { payload, priority } = await queue.takeOne();
        assert.deepEqual({ payload, priority }, { payload: "1234", priority: 3 });
      },
    ),
    storeClause("An add for later whose payload does not combine changes nothing.", async (queue) => {
      await queue.add("a", { payload: "1", afterMs: 20 });
      const sooner = queue.add("a", { payload: uncombinable, priority: 1, afterMs: 10 });
      await assert.rejects(sooner, RangeError);
      queue.pass(10);
      assert.deepEqual(await queue.takeKeys(), []);
      queue.pass(10);
      const { payload, priority } = await queue.takeOne();
      assert.deepEqual({ payload, priority }, { payload: "1", priority: 0 });
    }),
    storeClause("The wait of a key can be taken back; a ready or processing run stays.", async (queue) => {
      await queue.addAll("processing", "ready");
      await queue.takeOne();
      for (const key of ["waiting", "ready", "processing"]) await queue.add(key, { afterMs: 10 });
      for (const key of ["waiting", "ready", "processing"]) assert.equal(await queue.cancel(key), true);
      assert.equal(await queue.cancel("waiting"), false);
      assert.equal(await queue.cancel("unknown"), false);
      queue.pass(10);
      assert.deepEqual(await queue.takeKeys(), ["ready"]);
      const { processing, rerun } = await queue.counts();
      assert.deepEqual({ processing, rerun }, { processing: 2, rerun: 0 });
    }),
    storeClause("A waiting key can be postponed, and never waits less for it.", async (queue) => {
      await queue.add("a", { payload: "1", afterMs: 20 });
      assert.equal(await queue.postpone("a", 30), true);
      assert.equal(await queue.postpone("a", 10), true);
      queue.pass(29);
      assert.deepEqual(await queue.takeKeys(), []);
      queue.pass(1);
      assert.equal((await queue.takeOne()).payload, "1");
    }),
    storeClause("A key that does not wait cannot be postponed.", async (queue) => {
      await queue.addAll("processing", "ready");
      await queue.takeOne();
      for (const key of ["ready", "processing", "unknown"])
        assert.equal(await queue.postpone(key, 10), false);
      assert.deepEqual(await queue.takeKeys(), ["ready"]);
    }),
    storeClause("A clock that is set back leaves ready keys ready, and makes nothing due.", async (queue) => {
      await queue.add("a", { afterMs: 10 });
      await queue.add("b", { afterMs: 20 });
      queue.pass(10);
      await queue.counts();
      queue.pass(-1_000_000);
      await queue.add("c");
      assert.deepEqual(await queue.takeKeys(), ["a", "c"]);
      queue.pass(1_000_010);
      assert.deepEqual(await queue.takeKeys(), ["b"]);
    }),
  ],
};
