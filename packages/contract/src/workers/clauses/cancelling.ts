import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import { item, openManual } from "../manual-handler.ts";
import type { WorkersHarness } from "../workers-harness.ts";

const nothingLeft = { ready: 0, processing: 0, waiting: 0 };

/** Runs that are cancelled from outside. */
export const cancelling: Chapter<WorkersHarness> = {
  title: "Cancelling",
  clauses: [
    clause("Cancelling a key aborts the signal of its run, and of no other.", async (harness) => {
      const { manual, workers } = await openManual(harness, { concurrency: 2 }, ["a", "b"]);
      const [a, b] = manual.runs;
      assert.equal(workers.cancel("a"), true);
      assert.equal((a!.signal.reason as { readonly code?: unknown }).code, "cancelled");
      assert.equal(b!.signal.aborted, false);
      a!.end();
      b!.end();
    }),
    clause("A cancelled run that throws or returns nothing is done by default.", async (harness) => {
      const { manual, workers } = await openManual(harness, { concurrency: 3 }, ["a", "b", "c"]);
      const [a, b, c] = manual.runs;
      workers.cancel("a");
      workers.cancel("b");
      workers.cancel("c", { next: "again", afterMs: 5000 });
      a!.fail(a!.signal.reason);
      b!.end();
      c!.fail(c!.signal.reason);
      await harness.settle();
      assert.deepEqual(await workers.counts(), { ready: 0, processing: 0, waiting: 1 });
      await harness.advance(5000);
      assert.deepEqual(manual.log, ["a#1", "b#1", "c#1", "c#1"]);
      manual.last.end();
    }),
    clause("A cancelled run that returns an outcome ends with that outcome.", async (harness) => {
      const { manual, workers } = await openManual(harness, {}, ["a"]);
      workers.cancel("a");
      manual.last.end({ next: "retry", cause: "not yet" });
      await harness.settle();
      await harness.advance(10);
      assert.deepEqual(manual.log, ["a#1", "a#2"]);
      manual.last.end();
    }),
    clause(
      "A key that is added while its run is cancelled runs again, once that run has ended.",
      async (harness) => {
        const { manual, workers } = await openManual(harness, { concurrency: 2 });
        await workers.add(item("a", 1));
        await harness.settle();
        workers.cancel("a");
        await workers.add(item("a", 2));
        await harness.settle();
        assert.deepEqual(manual.log, ["a#1"]);
        manual.last.fail(manual.last.signal.reason);
        await harness.settle();
        assert.deepEqual(manual.log, ["a#1", "a#1"]);
        assert.equal(manual.last.item.value, 2);
        manual.last.end();
      },
    ),
    clause("Cancelling a key without an active run does nothing.", async (harness) => {
      const { manual, workers } = await openManual(harness, {}, ["a", "b"]);
      assert.deepEqual([workers.cancel("b"), workers.cancel("c")], [false, false]);
      manual.last.end();
      await harness.settle();
      manual.last.end();
      await harness.settle();
      assert.deepEqual(manual.log, ["a#1", "b#1"]);
      assert.deepEqual([workers.cancel("b"), await workers.counts()], [false, nothingLeft]);
    }),
  ],
};
