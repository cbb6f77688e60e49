import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { storeClause, keysOf, payloadsOf, StoreProbe, throwing } from "../store-probe.ts";

/** What is found after an owner ended without releasing anything. */
export const crashing: Chapter<StoreHarness> = {
  title: "Crashing",
  clauses: [
    storeClause(
      "After a crash, keys that were processing are ready: first of their priority, in the order in which they were taken.",
      { needs: ["crashes"] },
      async (queue) => {
        await queue.add("d", { priority: -1 });
        await queue.addAll("a", "b", "c");
        await queue.take();
        await queue.addAll("e");
        await queue.add("f", { priority: 1 });
        await queue.crash();
        assert.deepEqual(queue.queue.recovery, { recovered: 4, quarantined: [] });
        assert.deepEqual(await queue.takeKeys(), ["f", "a", "b", "c", "e", "d"]);
      },
    ),
    storeClause(
      "It comes back as it was taken, but for its crash count, which grows with every crash in a row.",
      { needs: ["crashes"] },
      async (queue) => {
        await queue.fail("a", 0, { payload: "1", priority: 3 });
        const first = await queue.takeOne();
        for (const crashes of [1, 2, 3]) {
          queue.pass(5);
          await queue.crash();
          assert.deepEqual({ ...(await queue.takeOne()), token: first.token }, { ...first, crashes });
        }
      },
    ),
    storeClause(
      "What was to run again is one run after a crash, with one payload made of the two.",
      { needs: ["crashes"] },
      async (queue) => {
        await queue.addAll("b");
        await queue.add("a", { payload: "1", priority: 1 });
        await queue.takeOne();
        await queue.add("a", { payload: "2", priority: 2 });
        await queue.crash();
        const claim = await queue.takeOne();
        assert.deepEqual([claim.key, claim.payload, claim.priority], ["a", "12", 2]);
        assert.equal(await queue.complete(claim), "done");
        assert.deepEqual(await queue.takeKeys(), ["b"]);
      },
    ),
    clause(
      "Where the two do not combine, the newer counts, and the queue opens all the same.",
      { needs: ["crashes"] },
      async (harness) => {
        const queue = await StoreProbe.open(harness, { maxCrashes: 2, combine: throwing });
        await queue.add("a", { payload: "1" });
        await queue.takeOne();
        await queue.add("a", { payload: "2" });
        await queue.crash();
        assert.equal((await queue.takeOne()).payload, "2");
        await queue.add("a", { payload: "3" });
        await queue.crash();
        assert.deepEqual(payloadsOf(await queue.list("failed")), ["3"]);
      },
    ),
    storeClause(
      "The wait of a key that was processing goes on after a crash.",
      { needs: ["crashes"] },
      async (queue) => {
        await queue.add("a", { payload: "1" });
        await queue.takeOne();
        await queue.add("a", { payload: "2", afterMs: 10 });
        await queue.crash();
        const claim = await queue.takeOne();
        assert.equal(claim.payload, "1");
        assert.equal(await queue.complete(claim), "waiting");
        queue.pass(10);
        assert.equal((await queue.takeOne()).payload, "2");
      },
    ),
    storeClause(
      "A crash does not change keys that were not processing.",
      { needs: ["crashes"] },
      async (queue) => {
        await queue.giveUpNew("failed");
        await queue.add("ready", { payload: "1" });
        await queue.fail("waiting", 10, { payload: "2" });
        await queue.fail("idle", 0, { priority: 1 });
        await queue.complete(await queue.takeOne());
        const before = await everything(queue);
        await queue.crash();
        assert.deepEqual(queue.queue.recovery, { recovered: 0, quarantined: [] });
        assert.deepEqual(await everything(queue), before);
      },
    ),
    storeClause(
      "Whatever was acknowledged before a crash has happened.",
      { needs: ["crashes"] },
      async (queue) => {
        const acts: [act: () => Promise<unknown>, seen: () => Promise<unknown>][] = [
          [() => queue.add("a"), async () => keysOf(await queue.list("ready"))],
          [() => queue.add("b", { afterMs: 10 }), async () => keysOf(await queue.list("waiting"))],
          [() => queue.fail("c", 10), () => queue.failures("c")],
          [() => queue.postpone("b", 20), async () => (await queue.list("waiting"))[1]?.dueAt],
          [() => queue.cancel("b"), async () => keysOf(await queue.list("waiting"))],
          [() => queue.forget("c"), () => queue.failures("c")],
          [async () => queue.complete(await queue.takeOne()), () => queue.counts()],
          [() => queue.giveUpNew("d"), async () => keysOf(await queue.list("failed"))],
          [() => queue.replay(), async () => keysOf(await queue.list("ready"))],
          [async () => queue.giveUp(await queue.takeOne(), "again"), () => queue.errors("d")],
          [() => queue.purge(), () => queue.counts()],
        ];
        for (const [act, seen] of acts) {
          const before = await seen();
          await act();
          await queue.crash();
          const after = await seen();
          assert.notDeepEqual(after, before, "what was acknowledged is undone");
        }
        assert.deepEqual(await queue.counts(), { ready: 0, processing: 0, rerun: 0, waiting: 1, failed: 0 });
      },
    ),
    storeClause(
      "A run that ends sets the crash count back, whichever way it ends.",
      { needs: ["crashes"] },
      async (queue) => {
        await queue.addAll("completed", "given up", "retried");
        await queue.take();
        await queue.crash();
        const [completed, givenUp, retried] = await queue.takeEach("completed", "given up", "retried");
        await queue.addAll("completed", "given up");
        await queue.complete(completed);
        await queue.giveUp(givenUp);
        await queue.retry(retried, 0);
        const claims = await queue.take();
        assert.deepEqual(
          claims.map(({ crashes }) => crashes),
          [0, 0, 0],
        );
      },
    ),
    storeClause(
      "A key that is given up keeps the crashes before, in the failed set and with its error.",
      { needs: ["crashes"] },
      async (queue) => {
        await queue.add("a");
        await queue.takeOne();
        await queue.crash();
        await queue.giveUp(await queue.takeOne());
        assert.equal((await queue.list("failed"))[0]?.crashes, 1);
        assert.equal((await queue.errors("a"))[0]?.crashes, 1);
      },
    ),
    storeClause(
      "Giving back neither counts as a crash, nor sets the count back.",
      { needs: ["crashes"] },
      async (queue) => {
        await queue.add("a");
        await queue.takeOne();
        await queue.crash();
        await queue.giveBack(await queue.takeOne());
        assert.equal((await queue.takeOne()).crashes, 1);
        await queue.reopen();
        assert.equal((await queue.takeOne()).crashes, 1);
      },
    ),
    storeClause(
      "After a crash tokens go on growing, and claims from before it are fenced.",
      { needs: ["crashes"] },
      async (queue) => {
        await queue.addAll("a", "b");
        const [a, b] = await queue.takeEach("a", "b");
        await queue.complete(b);
        await queue.crash();
        assert.equal(await queue.complete(a), "fenced");
        const next = await queue.takeOne();
        assert.ok(next.token > b.token, "a token comes again");
        assert.equal(await queue.complete(a), "fenced");
        assert.equal(await queue.complete(next), "done");
      },
    ),
  ],
};

async function everything(queue: StoreProbe): Promise<unknown> {
  return [
    await queue.counts(),
    await queue.list("ready"),
    await queue.list("waiting"),
    await queue.list("failed"),
    await queue.failures("waiting"),
    await queue.failures("idle"),
    await queue.errors("failed"),
  ];
}
