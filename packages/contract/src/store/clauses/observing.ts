import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { plainPolicy, start, storeClause, StoreProbe } from "../store-probe.ts";

/** What a queue's observer receives. */
export const observing: Chapter<StoreHarness> = {
  title: "Observing",
  clauses: [
    storeClause(
      "The observer receives the priorities of the keys that became due and need work now.",
      async (queue, harness) => {
        await queue.add("processing");
        await queue.takeOne();
        await queue.add("processing", { afterMs: 30, priority: 1 });
        await queue.add("a", { afterMs: 20, priority: 2 });
        await queue.add("b", { afterMs: 10, priority: 3 });
        await queue.add("c", { afterMs: 40, priority: 4 });
        queue.pass(30);
        await queue.counts();
        await harness.settle();
        assert.deepEqual(queue.becameReady.flat(), [3, 2, 1]);
        queue.pass(10);
        await queue.takeKeys();
        await harness.settle();
        assert.deepEqual(queue.becameReady.flat(), [3, 2, 1, 4]);
      },
    ),
    storeClause(
      "It receives no report of keys that needed work already, or that a caller added.",
      async (queue, harness) => {
        await queue.addAll("again", "ready", "new");
        await queue.takeOne();
        await queue.addAll("again");
        for (const key of ["again", "ready"]) await queue.add(key, { afterMs: 10 });
        queue.pass(10);
        await queue.counts();
        await queue.add("now");
        await harness.settle();
        assert.deepEqual(queue.becameReady.flat(), []);
      },
    ),
    clause(
      "It receives a report when a key that runs alone blocks takes, and when that is over.",
      { needs: ["crashes"] },
      async (harness) => {
        const queue = await StoreProbe.open(harness, { maxCrashes: 2 });
        await queue.addAll("a");
        await queue.takeOne();
        await queue.crash();
        await queue.addAll("b");
        const told = async (): Promise<boolean[]> => {
          await harness.settle();
          return queue.blocked.splice(0);
        };
        const a = await queue.takeOne();
        assert.deepEqual(await told(), []);
        await queue.take();
        await queue.take();
        assert.deepEqual(await told(), [true]);
        // A caller whose take returned too little would receive no report otherwise.
        await Promise.all([queue.take(), queue.complete(a)]);
        assert.deepEqual(await told(), [false]);
        const [b] = await queue.takeEach("b");
        await queue.complete(b);
        assert.deepEqual(await told(), []);
      },
    ),
    storeClause(
      "It receives the next due time whenever that changes, and only then.",
      async (queue, harness) => {
        const told = async (): Promise<number | undefined> => {
          await harness.settle();
          return queue.dueAt.at(-1);
        };
        await queue.add("a", { afterMs: 20 });
        assert.equal(await told(), start + 20);
        await queue.add("b", { afterMs: 10 });
        assert.equal(await told(), start + 10);
        await queue.add("c", { afterMs: 30 });
        await queue.postpone("b", 25);
        assert.equal(await told(), start + 20);
        await queue.cancel("a");
        assert.equal(await told(), start + 25);
        queue.pass(25);
        await queue.counts();
        assert.equal(await told(), start + 30);
        await queue.cancel("c");
        assert.equal(await told(), Infinity);
        await queue.addAll("d", "e");
        await queue.takeKeys();
        await harness.settle();
        const repeated = queue.dueAt.filter((dueAt, n) => dueAt === queue.dueAt[n - 1]);
        assert.deepEqual(repeated, []);
      },
    ),
    storeClause(
      "When a queue with waiting keys is opened, the observer receives the next due time.",
      async (queue, harness) => {
        await queue.add("a", { afterMs: 20 });
        await queue.add("b", { afterMs: 10 });
        queue.dueAt = [];
        await queue.close();
        await harness.settle();
        await queue.openIn(queue.store);
        await harness.settle();
        assert.equal(queue.dueAt.at(-1), start + 10);
      },
    ),
    clause("A report comes after the fact: the reported keys can be taken.", async (harness) => {
      const store = await harness.store();
      const taken: Promise<{ key: string }[]>[] = [];
      const queue = await store.open({
        queue: "queue",
        now: start,
        policy: plainPolicy,
        observer: { becameReady: () => void taken.push(queue.take(1, start)) },
      });
      const request = { key: "a", payload: null, priority: 0 };
      await queue.add({ ...request, due: start + 10 }, start);
      await queue.counts(start + 10);
      await harness.settle();
      const [claims, ...others] = await Promise.all(taken);
      assert.deepEqual([claims?.map(({ key }) => key), others], [["a"], []]);
    }),
    clause("Each queue has an observer of its own, or none.", async (harness) => {
      const one = await StoreProbe.open(harness, { name: "one" });
      const two = await StoreProbe.open(harness, { name: "two" });
      const silent = await one.store.open({
        queue: "silent",
        now: start,
        policy: plainPolicy,
      });
      await one.add("a", { afterMs: 10, priority: 1 });
      await two.add("a", { afterMs: 20, priority: 2 });
      await silent.add(one.request("a", { afterMs: 10 }), start);
      one.pass(10);
      await one.counts();
      assert.equal((await silent.counts(one.now)).ready, 1);
      await harness.settle();
      assert.deepEqual([one.becameReady.flat(), two.becameReady.flat()], [[1], []]);
      assert.equal(two.dueAt.at(-1), start + 20);
    }),
  ],
};
