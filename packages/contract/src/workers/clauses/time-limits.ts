import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import { ManualHandler, item, openManual } from "../manual-handler.ts";
import type { WorkersHarness } from "../workers-harness.ts";

/** How long a run may take. */
export const timeLimits: Chapter<WorkersHarness> = {
  title: "Time limits",
  clauses: [
    clause(
      "When the time limit has passed, the signal of the run is aborted with a `TimeoutError`, and observers are called.",
      async (harness) => {
        const manual = new ManualHandler();
        const overdue: unknown[] = [];
        const workers = await harness.open({
          handler: manual.handle,
          timeLimitMs: 100,
          observers: [{ overdue: ({ key, runMs }) => void overdue.push(key, runMs) }],
        });
        await workers.add(item("a"));
        await harness.settle();
        await harness.advance(99);
        assert.equal(manual.last.signal.aborted, false);
        await harness.advance(1);
        assert.equal((manual.last.signal.reason as Error).name, "TimeoutError");
        assert.deepEqual(overdue, ["a", 100]);
        manual.last.end();
      },
    ),
    clause(
      "A key stays processing until its overdue handler has ended: it never runs twice at once.",
      async (harness) => {
        const { manual, workers } = await openManual(harness, { timeLimitMs: 100, concurrency: 2 }, ["a"]);
        await workers.add(item("a"));
        await harness.advance(100_000);
        assert.deepEqual(manual.log, ["a#1"]);
        manual.last.end({ next: "done" });
        await harness.settle();
        assert.deepEqual(manual.log, ["a#1", "a#1"]);
        manual.last.end();
      },
    ),
    clause(
      "An overdue run that returns nothing is retried, because it may be incomplete.",
      async (harness) => {
        const { manual } = await openManual(harness, { timeLimitMs: 100 }, ["a"]);
        await harness.advance(100);
        manual.last.end();
        await harness.settle();
        await harness.advance(10);
        assert.deepEqual(manual.log, ["a#1", "a#2"]);
        manual.last.end();
      },
    ),
    clause("An overdue run that returns an outcome ends with that outcome.", async (harness) => {
      const { manual, workers } = await openManual(harness, { timeLimitMs: 100 }, ["a"]);
      await harness.advance(100);
      manual.last.end({ next: "done" });
      await harness.settle();
      await harness.advance(100_000);
      assert.deepEqual(manual.log, ["a#1"]);
      assert.deepEqual(await workers.counts(), { ready: 0, processing: 0, waiting: 0 });
    }),
    clause("A handler that ignores its aborted signal keeps its key and its worker.", async (harness) => {
      const { manual, workers } = await openManual(harness, { timeLimitMs: 100, abortGraceMs: 50 }, [
        "a",
        "b",
      ]);
      await harness.advance(100);
      await harness.advance(50);
      await harness.advance(100_000);
      assert.deepEqual(manual.log, ["a#1"]);
      assert.equal((await workers.counts()).processing, 1);
    }),
    clause(
      'With `onAbortIgnored: "abandon"` the key of such a handler is retried, and its later result changes nothing.',
      async (harness) => {
        const runs: { readonly attempt: number; readonly end: (error?: Error) => void }[] = [];
        const workers = await harness.open({
          timeLimitMs: 100,
          abortGraceMs: 50,
          onAbortIgnored: "abandon",
          handler: ({ attempt }) => {
            const { promise, resolve, reject } = Promise.withResolvers<void>();
            runs.push({ attempt, end: (error) => (error ? reject(error) : resolve()) });
            return promise;
          },
        });
        await workers.add(item("a"));
        await harness.settle();
        await harness.advance(100);
        await harness.advance(49);
        assert.equal((await workers.counts()).processing, 1);
        await harness.advance(1);
        assert.deepEqual(await workers.counts(), { ready: 0, processing: 0, waiting: 1 });
        await harness.advance(10);
        assert.deepEqual(
          runs.map(({ attempt }) => attempt),
          [1, 2],
        );
        runs[0]!.end(new Error("late"));
        await harness.settle();
        assert.equal((await workers.counts()).processing, 1);
        runs[1]!.end();
        await harness.settle();
        assert.deepEqual(await workers.counts(), { ready: 0, processing: 0, waiting: 0 });
      },
    ),
    clause(
      "A run that was overdue before the workers stopped is retried, not given back.",
      async (harness) => {
        const { manual, workers } = await openManual(harness, { timeLimitMs: 100 }, ["a"]);
        await harness.advance(100);
        const stopped = workers.stop({ deadlineMs: 50 });
        await harness.settle();
        await harness.advance(50);
        assert.equal((manual.last.signal.reason as Error).name, "TimeoutError");
        manual.last.end();
        const report = await stopped;
        assert.equal(report.givenBack, 0);
        assert.deepEqual(report.left, { ready: 0, processing: 0, waiting: 1 });
      },
    ),
    clause("A run that ends in time leaves no timer that aborts the next run.", async (harness) => {
      const { manual, workers } = await openManual(harness, { timeLimitMs: 100 }, ["a"]);
      await harness.advance(60);
      manual.last.end();
      await harness.settle();
      await workers.add(item("a"));
      await harness.settle();
      await harness.advance(60);
      assert.deepEqual(manual.log, ["a#1", "a#1"]);
      assert.ok(manual.runs.every(({ signal }) => !signal.aborted));
      manual.last.end();
    }),
  ],
};
