import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import { Desk, item } from "../desk.ts";
import type { WorkersHarness } from "../workers-harness.ts";

/** How long a run may take. */
export const timeLimits: Chapter<WorkersHarness> = {
  title: "Time limits",
  clauses: [
    clause(
      "When its time is over the signal of a run is aborted with a `TimeoutError`, and observers learn of it.",
      async (harness) => {
        const desk = new Desk();
        const overdue: unknown[] = [];
        const workers = await harness.open({
          handler: desk.hold,
          timeLimitMs: 100,
          observers: [{ overdue: ({ key, runMs }) => void overdue.push(key, runMs) }],
        });
        await workers.add(item("a"));
        await harness.settle();
        await harness.advance(99);
        assert.equal(desk.last.signal.aborted, false);
        await harness.advance(1);
        assert.equal((desk.last.signal.reason as Error).name, "TimeoutError");
        assert.deepEqual(overdue, ["a", 100]);
        desk.last.end();
      },
    ),
    clause(
      "A key is kept until its overdue handler has really ended: it never runs twice at once.",
      async (harness) => {
        const desk = new Desk();
        const workers = await harness.open({ handler: desk.hold, timeLimitMs: 100, concurrency: 2 });
        await workers.add(item("a"));
        await harness.settle();
        await workers.add(item("a"));
        await harness.advance(100_000);
        assert.deepEqual(desk.log, ["a#1"]);
        desk.last.end({ next: "done" });
        await harness.settle();
        assert.deepEqual(desk.log, ["a#1", "a#1"]);
        desk.last.end();
      },
    ),
    clause(
      "An overdue run that ends with nothing is tried again: it may have left off in the middle.",
      async (harness) => {
        const desk = new Desk();
        const workers = await harness.open({ handler: desk.hold, timeLimitMs: 100 });
        await workers.add(item("a"));
        await harness.settle();
        await harness.advance(100);
        desk.last.end();
        await harness.settle();
        await harness.advance(10);
        assert.deepEqual(desk.log, ["a#1", "a#2"]);
        desk.last.end();
      },
    ),
    clause("An overdue run that ends with an outcome is taken at its word.", async (harness) => {
      const desk = new Desk();
      const workers = await harness.open({ handler: desk.hold, timeLimitMs: 100 });
      await workers.add(item("a"));
      await harness.settle();
      await harness.advance(100);
      desk.last.end({ next: "done" });
      await harness.settle();
      await harness.advance(100_000);
      assert.deepEqual(desk.log, ["a#1"]);
      assert.deepEqual(await workers.counts(), { ready: 0, processing: 0, waiting: 0 });
    }),
    clause("A deaf handler keeps its key and its worker, unless it is let go.", async (harness) => {
      const desk = new Desk();
      const workers = await harness.open({ handler: desk.hold, timeLimitMs: 100, deafLimitMs: 50 });
      await workers.add(item("a"));
      await workers.add(item("b"));
      await harness.settle();
      await harness.advance(100);
      await harness.advance(50);
      await harness.advance(100_000);
      assert.deepEqual(desk.log, ["a#1"]);
      assert.equal((await workers.counts()).processing, 1);
    }),
    clause(
      "A deaf handler that is let go has its key tried again; what it answers later changes nothing.",
      async (harness) => {
        const runs: { readonly attempt: number; readonly end: (error?: Error) => void }[] = [];
        const workers = await harness.open({
          timeLimitMs: 100,
          deafLimitMs: 50,
          whenDeaf: "let-go",
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
      "A run that was overdue before the workers stopped is tried again, and not given back.",
      async (harness) => {
        const desk = new Desk();
        const workers = await harness.open({ handler: desk.hold, timeLimitMs: 100 });
        await workers.add(item("a"));
        await harness.settle();
        await harness.advance(100);
        const stopped = workers.stop({ deadlineMs: 50 });
        await harness.settle();
        await harness.advance(50);
        assert.equal((desk.last.signal.reason as Error).name, "TimeoutError");
        desk.last.end();
        const report = await stopped;
        assert.equal(report.givenBack, 0);
        assert.deepEqual(report.left, { ready: 0, processing: 0, waiting: 1 });
      },
    ),
    clause("A run that ends in time leaves no timer that aborts the next one.", async (harness) => {
      const desk = new Desk();
      const workers = await harness.open({ handler: desk.hold, timeLimitMs: 100 });
      await workers.add(item("a"));
      await harness.settle();
      await harness.advance(60);
      desk.last.end();
      await harness.settle();
      await workers.add(item("a"));
      await harness.settle();
      await harness.advance(60);
      assert.deepEqual(desk.log, ["a#1", "a#1"]);
      assert.ok(desk.runs.every(({ signal }) => !signal.aborted));
      desk.last.end();
    }),
  ],
};
