import { strict as assert } from "node:assert";
import type { StoreCounts } from "@workset/store";
import type { Chapter } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { storeClause, StoreProbe } from "../store-probe.ts";

/** How many keys there are. */
export const counting: Chapter<StoreHarness> = {
  title: "Counting",
  clauses: [
    storeClause(
      "Keys are counted by state; processing keys that are to run again count in both.",
      async (queue) => {
        for (const key of ["f1", "f2", "f3", "f4"]) await queue.giveUpNew(key);
        await queue.addAll("h1", "h2", "h3");
        await queue.take();
        await queue.add("h2");
        await queue.addAll("r1", "r2");
        for (const key of ["w1", "w2", "w3", "w4", "w5"]) await queue.add(key, { afterMs: 10 });
        const expected = {
          ready: 2,
          processing: 3,
          rerun: 1,
          waiting: 5,
          failed: 4,
          oldestReadyAt: queue.now,
        };
        assert.deepEqual(await queue.counts(), expected);
      },
    ),
    storeClause("A processing or ready key that also waits counts in both states.", async (queue) => {
      await queue.addAll("processing", "ready");
      await queue.takeOne();
      for (const key of ["processing", "ready"]) await queue.add(key, { afterMs: 10 });
      const { ready, processing, waiting } = await queue.counts();
      assert.deepEqual({ ready, processing, waiting }, { ready: 1, processing: 1, waiting: 2 });
    }),
    storeClause(
      "The counts include the time since which the next ready key is wanted, if one is ready.",
      async (queue) => {
        const { now } = queue;
        assert.ok(!("oldestReadyAt" in (await queue.counts())));
        await queue.add("a");
        queue.pass(5);
        await queue.add("b");
        assert.equal((await queue.counts()).oldestReadyAt, now);
        await queue.add("b", { priority: 1 });
        assert.equal((await queue.counts()).oldestReadyAt, now + 5);
        await queue.take();
        assert.ok(!("oldestReadyAt" in (await queue.counts())));
      },
    ),
    storeClause(
      "Counts hold after a whole life of many keys, and after it was opened again.",
      async (queue) => {
        for (let n = 0; n < 10; n++) await queue.add(`key ${n}`, n % 2 ? { afterMs: n } : { priority: n });
        queue.pass(5);
        const claims = await queue.take(6);
        for (const [n, claim] of claims.entries()) {
          if (n % 2) await queue.add(claim.key);
          if (n < 2) await queue.complete(claim);
          else if (n < 4) await queue.giveUp(claim);
          else if (n < 5) await queue.giveBack(claim);
        }
        const before = await isCountedAsListed(queue);
        await queue.reopen();
        const after = await isCountedAsListed(queue);
        const { ready, processing } = before;
        assert.deepEqual(after, { ...before, ready: ready + processing, processing: 0, rerun: 0 });
      },
    ),
  ],
};

/** Counts by listing, and holds the counts to it. */
async function isCountedAsListed(queue: StoreProbe): Promise<Omit<StoreCounts, "oldestReadyAt">> {
  const processing = await queue.list("processing");
  const listed = {
    ready: (await queue.list("ready")).length,
    processing: processing.length,
    rerun: processing.filter(({ rerun }) => rerun).length,
    waiting: (await queue.list("waiting")).length,
    failed: (await queue.list("failed")).length,
  };
  const { ready, rerun, waiting, failed, ...counts } = await queue.counts();
  assert.deepEqual({ ready, processing: counts.processing, rerun, waiting, failed }, listed);
  return listed;
}
