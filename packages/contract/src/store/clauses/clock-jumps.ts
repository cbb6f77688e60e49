import { strict as assert } from "node:assert";
import { clausesOn, type Chapter, type MakesClauses } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { keysOf, StoreProbe } from "../store-probe.ts";

const hourMs = 3_600_000;

const jumpClause: MakesClauses<StoreHarness, StoreProbe> = clausesOn((harness) =>
  StoreProbe.open(harness, {
    merge: true,
    backoff: "deadline",
    retryDelayMs: (failures) => 100 * 2 ** failures,
  }),
);

/** Waits that go on when the wall clock was set. */
export const clockJumps: Chapter<StoreHarness> = {
  title: "Clock jumps",
  clauses: [
    ...[-hourMs, hourMs].map((byMs) =>
      jumpClause(
        `A key waits neither longer nor shorter for a wall clock that was set ${byMs < 0 ? "back" : "forward"}.`,
        async (queue) => {
          await queue.add("a", { afterMs: 100 });
          queue.dueAt.length = 0;
          await queue.setClock(byMs);
          assert.deepEqual(queue.dueAt, [queue.now + 100]);
          queue.pass(99);
          assert.deepEqual(await queue.takeKeys(), []);
          queue.pass(1);
          assert.deepEqual(await queue.takeKeys(), ["a"]);
        },
      ),
    ),
    jumpClause("The deadline of a failure moves with a clock that was set.", async (queue) => {
      await queue.add("a");
      await queue.release(await queue.takeOne(), { next: "retry" });
      await queue.setClock(-hourMs);
      queue.pass(100);
      await queue.release(await queue.takeOne(), { next: "retry" });
      assert.equal(await queue.failures("a"), 2);
    }),
    jumpClause(
      "Keys keep their order when the clock was set, and new ones find their place.",
      async (queue) => {
        await queue.add("b", { afterMs: 20 });
        await queue.add("a", { afterMs: 10 });
        await queue.setClock(-hourMs);
        await queue.add("c", { afterMs: 15 });
        assert.deepEqual(keysOf(await queue.list("waiting")), ["a", "c", "b"]);
      },
    ),
    jumpClause("What moved with the clock is found there by the next owner.", async (queue) => {
      await queue.add("a", { afterMs: 100 });
      await queue.setClock(-hourMs);
      await queue.reopen();
      queue.pass(100);
      assert.deepEqual(await queue.takeKeys(), ["a"]);
    }),
  ],
};
