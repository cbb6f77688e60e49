import { strict as assert } from "node:assert";
import { isStoreError, type QueueStore } from "@workset/store";
import { clause, type Chapter } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { storeClause, StoreProbe, throwing, keepingClause } from "../store-probe.ts";

/** Queues that are closed, and opened again. */
export const reopening: Chapter<StoreHarness> = {
  title: "Closing and opening again",
  clauses: [
    storeClause("A queue that is opened for the first time is empty.", async (queue) => {
      assert.deepEqual(queue.queue.recovery, { recovered: 0, quarantined: [] });
      assert.deepEqual(await queue.counts(), { ready: 0, processing: 0, rerun: 0, waiting: 0, failed: 0 });
    }),
    storeClause(
      "A queue is open once at a time: a second opening is refused, and the first goes on.",
      async (queue, harness) => {
        await queue.add("a");
        await refuses("in-use", StoreProbe.open(harness));
        assert.deepEqual(await queue.takeKeys(), ["a"]);
        await queue.close();
        const next = await StoreProbe.open(harness);
        assert.deepEqual(await next.takeKeys(), ["a"]);
      },
    ),
    storeClause(
      "Closing gives back processing keys: first of their priority, in the order in which they were taken, and nothing is counted.",
      async (queue) => {
        await queue.add("a", { payload: "1" });
        await queue.addAll("b", "c");
        await queue.take(2);
        await queue.add("a", { payload: "2" });
        await queue.reopen();
        assert.deepEqual(queue.queue.recovery, { recovered: 0, quarantined: [] });
        const [a] = await queue.takeEach("a", "b", "c");
        assert.deepEqual([a.payload, a.crashes], ["12", 0]);
      },
    ),
    clause("Closing succeeds although payloads do not combine: the newer counts.", async (harness) => {
      const queue = await StoreProbe.open(harness, { combine: throwing });
      await queue.add("a", { payload: "1" });
      await queue.takeOne();
      await queue.add("a", { payload: "2" });
      await queue.reopen();
      assert.equal((await queue.takeOne()).payload, "2");
    }),
    storeClause(
      "A queue that is opened again finds its ready keys: order, priorities, payloads and times.",
      async (queue) => {
        await fillLine(queue);
        const before = await queue.list("ready");
        await queue.reopen();
        assert.deepEqual(await queue.list("ready"), before);
        await queue.add("last");
        assert.deepEqual(await queue.takeKeys(), ["c", "z", "b", "last", "a"]);
      },
    ),
    storeClause(
      "It finds waiting keys with their due times; keys that became due meanwhile are ready.",
      async (queue) => {
        for (const afterMs of [20, 10])
          await queue.add(`after ${afterMs}`, { payload: "1", priority: 2, afterMs });
        const before = await queue.list("waiting");
        await queue.reopen();
        assert.deepEqual(await queue.list("waiting"), before);
        await queue.close();
        queue.pass(10);
        await queue.openIn(queue.store);
        assert.deepEqual(await queue.takeKeys(), ["after 10"]);
        queue.pass(10);
        assert.deepEqual(await queue.takeKeys(), ["after 20"]);
      },
    ),
    keepingClause("It finds failures, of keys that wait and of keys that were completed.", async (queue) => {
      await queue.fail("completed", 0);
      await queue.complete(await queue.takeOne());
      for (let n = 0; n < 3; n++) await queue.fail("waiting", 10);
      await queue.reopen();
      assert.equal(await queue.failures("completed"), 1);
      assert.equal(await queue.failures("waiting"), 3);
      const add = queue.add("waiting");
      assert.equal(await add, "coalesced");
    }),
    storeClause("It finds the failed set, and the errors of its keys.", async (queue) => {
      await queue.giveUpNew("a", { payload: "1" });
      await queue.giveUpNew("b");
      await queue.giveUpNew("a", { payload: "2", message: "once more" });
      const before = [await queue.list("failed"), await queue.errors("a"), await queue.errors("b")];
      await queue.reopen();
      assert.deepEqual(
        [await queue.list("failed"), await queue.errors("a"), await queue.errors("b")],
        before,
      );
      assert.equal((await queue.counts()).failed, 2);
    }),
    storeClause("Tokens go on growing, and a claim of an earlier opening is fenced.", async (queue) => {
      await queue.addAll("a", "b");
      const [a, b] = await queue.takeEach("a", "b");
      await queue.complete(b);
      await queue.reopen();
      assert.equal(await queue.complete(a), "fenced");
      const next = await queue.takeOne();
      assert.ok(next.token > b.token, "a token comes again");
      assert.equal(await queue.giveBack(a), "fenced");
      assert.equal(await queue.complete(next), "done");
    }),
    storeClause("What was called before a queue is closed has happened, awaited or not.", async (queue) => {
      const adding = queue.add("a");
      const closing = queue.close();
      await Promise.all([adding, closing]);
      await queue.openIn(queue.store);
      assert.deepEqual(await queue.takeKeys(), ["a"]);
    }),
    storeClause(
      "A closed queue refuses every verb, also if the same queue was opened again.",
      async (queue) => {
        await queue.add("a");
        const claim = await queue.takeOne();
        const { queue: closed } = queue;
        await queue.close();
        await refusesEverything(closed, queue);
        await queue.openIn(queue.store);
        await refusesEverything(closed, queue);
        assert.deepEqual(await queue.takeKeys(), [claim.key]);
      },
    ),
    storeClause("Closing a queue twice closes it once, awaited or not.", async (queue) => {
      await queue.add("a");
      await queue.takeOne();
      await Promise.all([queue.close(), queue.close()]);
      const closed = queue.queue;
      await queue.openIn(queue.store);
      const claim = await queue.takeOne();
      await closed.close(queue.now);
      assert.equal(await queue.complete(claim), "done");
    }),
    storeClause("A closed store opens nothing, and its queues refuse every verb.", async (queue) => {
      await queue.store.close();
      await refuses("closed", queue.openIn(queue.store));
      await refusesEverything(queue.queue, queue);
      await queue.close();
    }),
    storeClause("Closing a store twice closes it once, and disposing of it is the same.", async (queue) => {
      await Promise.all([queue.store.close(), queue.store.close()]);
      await queue.store[Symbol.asyncDispose]();
      await refuses("closed", queue.openIn(queue.store));
    }),
    storeClause(
      "A durable store that is opened again finds everything, and nothing counts as crashed.",
      { needs: ["durable"] },
      async (queue) => {
        await queue.giveUpNew("failed", { payload: "1" });
        await queue.fail("waiting", 10, { payload: "2" });
        await queue.fail("idle", 0);
        await queue.complete(await queue.takeOne());
        await fillLine(queue);
        const first = await queue.takeOne();
        const before = await durables(queue);
        await queue.reopenStore();
        assert.deepEqual(queue.queue.recovery, { recovered: 0, quarantined: [] });
        assert.deepEqual(await durables(queue), before);
        const again = await queue.takeOne();
        assert.deepEqual([again.key, again.crashes], [first.key, 0]);
        assert.ok(again.token > first.token);
        assert.equal(await queue.complete(first), "fenced");
        assert.deepEqual(await queue.takeKeys(), ["z", "b", "a"]);
      },
    ),
    storeClause(
      "What a durable store was asked before it was closed has happened, awaited or not.",
      { needs: ["durable"] },
      async (queue) => {
        const adding = queue.add("a");
        await Promise.all([adding, queue.store.close()]);
        await queue.reopenStore();
        assert.deepEqual(await queue.takeKeys(), ["a"]);
      },
    ),
  ],
};

/** Makes four keys ready, `c`, `z`, `b` and `a`, no two alike. */
async function fillLine(queue: StoreProbe): Promise<void> {
  await queue.add("a", { payload: "{}", priority: -1.5 });
  queue.pass(1);
  await queue.addAll("z", "b");
  queue.pass(1);
  await queue.add("c");
  await queue.add("c", { payload: "", priority: 2 });
}

async function durables(queue: StoreProbe): Promise<unknown> {
  return [
    await queue.list("waiting"),
    await queue.list("failed"),
    await queue.failures("waiting"),
    await queue.failures("idle"),
    await queue.errors("failed"),
  ];
}

async function refusesEverything(closed: QueueStore, probe: StoreProbe): Promise<void> {
  const { now } = probe;
  const claim = { key: "a", token: 1 };
  const verbs = [
    closed.add(probe.request("a"), now),
    closed.take(1, now),
    closed.release(claim, { next: "done" }, now),
    closed.forget("a"),
    closed.find("a", now),
    closed.remove("a", now),
    closed.cancel("a", now),
    closed.postpone("a", now, now),
    closed.counts(now),
    closed.list({ state: "ready", limit: 1 }, now),
    closed.errors("a"),
    closed.replay({ all: true }, now),
    closed.purge({ all: true }),
  ];
  await Promise.all(verbs.map((verb) => refuses("closed", verb)));
}

async function refuses(code: string, verb: Promise<unknown>): Promise<void> {
  await assert.rejects(verb, (error) => {
    assert.ok(isStoreError(error), `it rejects, but not with a StoreError: ${String(error)}`);
    assert.equal(error.code, code);
    return true;
  });
}
