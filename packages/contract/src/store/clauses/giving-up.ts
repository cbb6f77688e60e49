import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { storeClause, messagesOf, throwing, uncombinable } from "../store-probe.ts";

/** Keys that are given up, and are revived. */
export const givingUp: Chapter<StoreHarness> = {
  title: "Giving up",
  clauses: [
    storeClause(
      "A key that is given up is in the failed set, with its payload and the error, and is not handed out.",
      async (queue) => {
        await queue.fail("a", 0, { payload: "1", priority: 3 });
        const { addedAt, ...claim } = await queue.takeOne();
        queue.pass(5);
        const error = {
          name: "TypeError",
          message: "no such thing",
          stack: "TypeError: no such thing\n at a",
        };
        assert.equal(await queue.release(claim, { next: "give-up", cause: error }), "failed");
        assert.deepEqual(await queue.takeKeys(), []);
        assert.deepEqual(await queue.list("failed"), [
          {
            key: "a",
            payload: "1",
            priority: 3,
            failures: 1,
            crashes: 0,
            addedAt,
            failedAt: queue.now,
            lastError: {
              ...error,
              at: queue.now,
              kind: "given-up",
              failures: 1,
              crashes: 0,
            },
          },
        ]);
      },
    ),
    storeClause(
      "A key that was added again meanwhile stays in the queue with its next run, and the error is kept.",
      async (queue) => {
        await queue.add("a", { payload: "1" });
        const claim = await queue.takeOne();
        await queue.add("a", { payload: "2" });
        assert.equal(await queue.giveUp(claim, "broken"), "rerun");
        assert.equal((await queue.counts()).failed, 0);
        assert.deepEqual(messagesOf(await queue.errors("a")), ["broken"]);
        assert.equal((await queue.takeOne()).payload, "2");
      },
    ),
    storeClause("A key that is given up and stays in the queue starts with no failures.", async (queue) => {
      await queue.fail("a", 0);
      const claim = await queue.takeOne();
      await queue.add("a");
      assert.equal(await queue.giveUp(claim), "rerun");
      assert.equal((await queue.takeOne()).failures, 0);
    }),
    storeClause("A key that waits meanwhile waits on, and the error is kept.", async (queue) => {
      await queue.add("a", { payload: "1" });
      const claim = await queue.takeOne();
      await queue.add("a", { payload: "2", afterMs: 10 });
      assert.equal(await queue.giveUp(claim, "broken"), "waiting");
      const { failed, waiting } = await queue.counts();
      assert.deepEqual({ failed, waiting }, { failed: 0, waiting: 1 });
      assert.deepEqual(messagesOf(await queue.errors("a")), ["broken"]);
      queue.pass(10);
      assert.equal((await queue.takeOne()).payload, "2");
    }),
    storeClause(
      "An add revives a failed key: ready, last of its priority, with one payload made of the two.",
      async (queue) => {
        await queue.giveUpNew("a", { payload: "1" });
        await queue.add("b");
        queue.pass(5);
        assert.equal(await queue.add("a", { payload: "2" }), "revived");
        assert.equal((await queue.counts()).failed, 0);
        const [, a] = await queue.takeEach("b", "a");
        assert.deepEqual([a.payload, a.priority, a.addedAt], ["12", 0, queue.now]);
      },
    ),
    storeClause("A revived key starts anew: its counts are cleared, and its errors kept.", async (queue) => {
      await queue.fail("a", 0);
      await queue.giveUp(await queue.takeOne(), "broken");
      assert.equal(await queue.failures("a"), 1);
      await queue.add("a");
      assert.equal(await queue.failures("a"), 0);
      assert.equal((await queue.takeOne()).failures, 0);
      assert.deepEqual(messagesOf(await queue.errors("a")), ["broken"]);
    }),
    storeClause(
      "An add for later of a failed key makes it wait, with one payload; it has failed no more, and starts anew.",
      async (queue) => {
        await queue.fail("a", 0, { payload: "1" });
        await queue.giveUp(await queue.takeOne(), "broken");
        assert.equal(await queue.add("a", { payload: "2", afterMs: 10 }), "waiting");
        const { failed, waiting } = await queue.counts();
        assert.deepEqual({ failed, waiting }, { failed: 0, waiting: 1 });
        assert.deepEqual(messagesOf(await queue.errors("a")), ["broken"]);
        queue.pass(10);
        const { payload, failures } = await queue.takeOne();
        assert.deepEqual({ payload, failures }, { payload: "12", failures: 0 });
      },
    ),
    storeClause(
      "A failed key that is added by counting a failure goes on counting if it waits, and starts anew if not.",
      async (queue) => {
        for (const key of ["a", "b"]) {
          await queue.fail(key, 0);
          await queue.giveUp(await queue.takeOne());
        }
        const told: number[] = [];
        const waitMs = (ms: number) => (failures: number) => {
          told.push(failures);
          return ms;
        };
        assert.equal(await queue.add("a", { due: waitMs(10) }), "waiting");
        assert.equal(await queue.add("b", { due: waitMs(0) }), "revived");
        assert.deepEqual(told, [1, 1]);
        assert.deepEqual([await queue.failures("a"), await queue.failures("b")], [2, 1]);
      },
    ),
    storeClause(
      "Where an add does not combine with the payload of a failed key, nothing is changed.",
      async (queue) => {
        await queue.fail("a", 0, { payload: "1" });
        await queue.giveUp(await queue.takeOne());
        const before = await queue.list("failed");
        await assert.rejects(queue.add("a", { payload: uncombinable }), RangeError);
        await assert.rejects(queue.add("a", { payload: uncombinable, afterMs: 10 }), RangeError);
        await assert.rejects(queue.add("a", { due: throwing }), RangeError);
        assert.deepEqual(await queue.list("failed"), before);
        assert.equal(await queue.failures("a"), 1);
      },
    ),
    storeClause(
      "The errors of a key are kept with their time and its counts, the newest first.",
      async (queue) => {
        await queue.giveUpNew("a", { message: "first" });
        const at = queue.now;
        queue.pass(5);
        await queue.fail("a", 0);
        await queue.giveUp(await queue.takeOne(), "second");
        const kept = { name: "TypeError", kind: "given-up", crashes: 0 };
        assert.deepEqual(await queue.errors("a"), [
          { ...kept, message: "second", at: queue.now, failures: 1 },
          { ...kept, message: "first", at, failures: 0 },
        ]);
        assert.deepEqual(await queue.errors("unknown"), []);
      },
    ),
    storeClause("Of the errors of a key the ten newest are kept.", async (queue) => {
      for (let n = 1; n <= 12; n++) await queue.giveUpNew("a", { message: `${n}` });
      assert.deepEqual(messagesOf(await queue.errors("a")), [
        "12",
        "11",
        "10",
        "9",
        "8",
        "7",
        "6",
        "5",
        "4",
        "3",
      ]);
    }),
    storeClause("A key that is done takes its errors with it.", async (queue) => {
      await queue.giveUpNew("a");
      await queue.add("a");
      const claim = await queue.takeOne();
      await queue.add("a");
      await queue.complete(claim);
      assert.equal((await queue.errors("a")).length, 1);
      await queue.complete(await queue.takeOne());
      assert.deepEqual(await queue.errors("a"), []);
    }),
  ],
};
