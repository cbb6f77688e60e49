import { strict as assert } from "node:assert";
import { clausesOn, type Chapter, type MakesClauses } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { StoreProbe } from "../store-probe.ts";

/** 100 ms after the first failure, twice as long after each further one. */
const doubling = (failures: number): number => 100 * 2 ** failures;

const deadlineClause: MakesClauses<StoreHarness, StoreProbe> = clausesOn((harness) =>
  StoreProbe.open(harness, { merge: true, backoff: "deadline", retryDelayMs: doubling }),
);

/** Takes the next key and fails its run. */
async function failRun(queue: StoreProbe): Promise<string> {
  return queue.release(await queue.takeOne(), { next: "retry" });
}

/** Back-off under the rule "deadline". */
export const deadlines: Chapter<StoreHarness> = {
  title: "Backing off by deadline",
  clauses: [
    deadlineClause("A key runs at once when it is added during its back-off.", async (queue) => {
      await queue.add("a");
      assert.equal(await failRun(queue), "waiting");
      assert.equal(await queue.add("a"), "added");
      assert.deepEqual(await queue.takeKeys(), ["a"]);
    }),
    deadlineClause("A failure before the deadline neither counts nor moves it.", async (queue) => {
      await queue.add("a");
      await failRun(queue);
      queue.pass(40);
      await queue.add("a");
      assert.equal(await failRun(queue), "waiting");
      assert.equal(await queue.failures("a"), 1);
      queue.pass(59);
      assert.deepEqual(await queue.takeKeys(), []);
      queue.pass(1);
      assert.deepEqual(await queue.takeKeys(), ["a"]);
    }),
    deadlineClause("A failure at the deadline counts, and waits longer.", async (queue) => {
      await queue.add("a");
      await failRun(queue);
      queue.pass(100);
      await failRun(queue);
      assert.equal(await queue.failures("a"), 2);
      queue.pass(199);
      assert.deepEqual(await queue.takeKeys(), []);
      queue.pass(1);
      assert.deepEqual(await queue.takeKeys(), ["a"]);
    }),
    deadlineClause(
      "Of 20 adds while it fails come at most 20 runs, and after the last it waits no longer than its first deadline.",
      async (queue) => {
        await queue.add("a");
        await failRun(queue);
        let runs = 0;
        for (let n = 0; n < 20; n++) {
          queue.pass(1);
          await queue.add("a");
          for (const claim of await queue.take()) {
            runs++;
            await queue.release(claim, { next: "retry" });
          }
        }
        assert.ok(runs <= 20, `${runs} runs`);
        queue.pass(80);
        assert.deepEqual(await queue.takeKeys(), ["a"]);
        assert.equal(await queue.failures("a"), 1);
      },
    ),
    deadlineClause(
      "A key that is added during every failing run does not run without a pause.",
      async (queue) => {
        await queue.add("a");
        let runs = 0;
        for (let ms = 0; ms < 150; ms++) {
          for (const claim of await queue.take()) {
            runs++;
            await queue.add("a");
            await queue.release(claim, { next: "retry" });
          }
          queue.pass(1);
        }
        assert.ok(runs <= 20, `${runs} runs`);
      },
    ),
    deadlineClause("A run that succeeds ends the back-off.", async (queue) => {
      await queue.add("a");
      await failRun(queue);
      await queue.add("a");
      assert.equal(await queue.release(await queue.takeOne(), { next: "done" }), "done");
      assert.equal(await queue.failures("a"), 0);
      await queue.add("a");
      assert.equal(await failRun(queue), "waiting");
      assert.equal(await queue.failures("a"), 1);
    }),
  ],
};
