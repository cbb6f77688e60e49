import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { keysOf, payloadsOf, StoreProbe } from "../store-probe.ts";

/** What becomes of a key that is processing whenever its owner crashes. */
export const quarantining: Chapter<StoreHarness> = {
  title: "Crashing too often",
  clauses: [
    clause(
      "A key that was processing at too many crashes in a row goes to the failed set; the others stay in the queue.",
      { needs: ["crashes"] },
      async (harness) => {
        const queue = await StoreProbe.open(harness, { maxCrashes: 2 });
        await queue.add("bad", { payload: "1", priority: 1 });
        await queue.addAll("good");
        await queue.takeOne();
        await queue.crash();
        await queue.takeOne();
        await queue.add("bad", { payload: "2" });
        queue.pass(5);
        await queue.crash();
        assert.deepEqual(queue.queue.recovery, { recovered: 0, quarantined: ["bad"] });
        assert.deepEqual(await queue.takeKeys(), ["good"]);
        const [failed, ...others] = await queue.list("failed");
        assert.deepEqual(others, []);
        const { key, payload, priority, crashes, failedAt } = failed!;
        assert.deepEqual(
          { key, payload, priority, crashes, failedAt },
          { key: "bad", payload: "12", priority: 1, crashes: 2, failedAt: queue.now },
        );
      },
    ),
    clause(
      "Before its last crash such a key runs alone: nothing else is processing, and takes are blocked meanwhile.",
      { needs: ["crashes"] },
      async (harness) => {
        const queue = await StoreProbe.open(harness, { maxCrashes: 3 });
        await queue.addAll("a", "b");
        for (let n = 0; n < 2; n++) {
          await queue.takeEach("a", "b");
          await queue.crash();
        }
        await queue.add("first", { priority: 1 });
        await queue.addAll("last");
        for (const key of ["first", "a", "b", "last"]) {
          const [claim] = await queue.takeEach(key);
          assert.deepEqual(await queue.takeKeys(), [], `something is taken beside ${key}`);
          assert.equal(await queue.complete(claim), "done");
        }
      },
    ),
    clause(
      "It runs alone until a run of it ends, be it given back meanwhile or the queue closed.",
      { needs: ["crashes"] },
      async (harness) => {
        const queue = await StoreProbe.open(harness, { maxCrashes: 2 });
        await queue.addAll("a", "b");
        await queue.takeOne();
        await queue.crash();
        const [back] = await queue.takeEach("a");
        await queue.giveBack(back);
        await queue.takeEach("a");
        await queue.reopen();
        const [claim] = await queue.takeEach("a");
        await queue.add("a");
        assert.equal(await queue.complete(claim), "rerun");
        await queue.takeEach("b", "a");
      },
    ),
    clause(
      "Where a single crash is one too many, keys run together, and fail together.",
      { needs: ["crashes"] },
      async (harness) => {
        const queue = await StoreProbe.open(harness, { maxCrashes: 1 });
        await queue.addAll("a", "b");
        await queue.takeEach("a", "b");
        await queue.crash();
        assert.deepEqual(queue.queue.recovery.quarantined, ["a", "b"]);
      },
    ),
    clause(
      "A key whose work ends the process every time takes no other to the failed set with it.",
      { needs: ["crashes"] },
      async (harness) => {
        for (const maxCrashes of [2, 3, 5]) {
          const name = `at most ${maxCrashes}`;
          const queue = await StoreProbe.open(harness, { name, maxCrashes });
          await queue.addAll("a", "bad", "b", "c");
          const done: string[] = [];
          // Each time it takes all that it gets, and works on it in order.
          for (let n = 0; n < 20; n++) {
            const claims = await queue.take();
            const before = claims.findIndex(({ key }) => key === "bad");
            for (const claim of claims.slice(0, before === -1 ? 2 : Math.max(before, 0))) {
              await queue.complete(claim);
              done.push(claim.key);
            }
            if (before !== -1) await queue.crash();
          }
          assert.deepEqual(keysOf(await queue.list("failed")), ["bad"]);
          assert.deepEqual(done.toSorted(), ["a", "b", "c"]);
        }
      },
    ),
    clause(
      "The reason is recorded among its errors and in the failed set.",
      { needs: ["crashes"] },
      async (harness) => {
        const queue = await StoreProbe.open(harness, { maxCrashes: 1 });
        await queue.add("a");
        await queue.takeOne();
        await queue.crash();
        const [error] = await queue.errors("a");
        assert.ok(error, "no error was recorded");
        const { kind, at, crashes, failures } = error;
        assert.deepEqual(
          { kind, at, crashes, failures },
          { kind: "crashed", at: queue.now, crashes: 1, failures: 0 },
        );
        const [failed] = await queue.list("failed");
        assert.equal(failed?.lastError?.message, error.message);
        assert.equal(failed?.lastError?.name, error.name);
        assert.ok(error.message, "the error says nothing");
      },
    ),
    clause(
      "Several of them are reported in the order in which they were taken.",
      { needs: ["crashes"] },
      async (harness) => {
        const queue = await StoreProbe.open(harness, { maxCrashes: 1 });
        await queue.addAll("b", "a", "c");
        await queue.take();
        await queue.crash();
        assert.deepEqual(queue.queue.recovery, { recovered: 0, quarantined: ["b", "a", "c"] });
        assert.deepEqual(keysOf(await queue.list("failed")), ["b", "a", "c"]);
      },
    ),
    clause(
      "What waits for such a key waits no more, and its payload is not lost.",
      { needs: ["crashes"] },
      async (harness) => {
        const queue = await StoreProbe.open(harness, { maxCrashes: 1 });
        await queue.add("a", { payload: "1" });
        await queue.takeOne();
        await queue.add("a", { payload: "2", afterMs: 10 });
        await queue.crash();
        const { waiting, failed } = await queue.counts();
        assert.deepEqual({ waiting, failed }, { waiting: 0, failed: 1 });
        assert.deepEqual(payloadsOf(await queue.list("failed")), ["12"]);
      },
    ),
    clause(
      "An add revives such a key, now or later, with no crashes counted.",
      { needs: ["crashes"] },
      async (harness) => {
        const queue = await StoreProbe.open(harness, { maxCrashes: 2 });
        for (const key of ["a", "b"]) await queue.add(key, { payload: "1" });
        // Both at once, and then the one and the other alone.
        for (let n = 0; n < 3; n++) {
          await queue.take();
          await queue.crash();
        }
        assert.equal(await queue.add("a", { payload: "2" }), "revived");
        assert.equal(await queue.add("b", { payload: "2", afterMs: 10 }), "waiting");
        queue.pass(10);
        for (const { payload, crashes } of await queue.takeEach("a", "b")) {
          assert.deepEqual({ payload, crashes }, { payload: "12", crashes: 0 });
        }
        await queue.crash();
        assert.deepEqual(queue.queue.recovery, { recovered: 2, quarantined: [] });
      },
    ),
  ],
};
