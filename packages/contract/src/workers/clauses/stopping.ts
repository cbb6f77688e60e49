import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import { item, recording, openManual } from "../manual-handler.ts";
import type { WorkersHarness } from "../workers-harness.ts";

const nothingLeft = { ready: 0, processing: 0, waiting: 0 };

/** How workers stop. */
export const stopping: Chapter<WorkersHarness> = {
  title: "Stopping",
  clauses: [
    clause("Workers with nothing to do stop at once.", async (harness) => {
      const workers = await harness.open({ handler: () => {}, concurrency: 3 });
      await harness.settle();
      assert.deepEqual(await workers.stop(), {
        ended: "finished",
        finished: 0,
        givenBack: 0,
        abandoned: [],
        left: nothingLeft,
      });
    }),
    clause("A stop waits for the active runs, and begins no other.", async (harness) => {
      const { manual, workers } = await openManual(harness, {}, ["a", "b"]);
      const stopped = workers.stop();
      await harness.settle();
      assert.equal(manual.last.signal.aborted, false);
      manual.last.end();
      const report = await stopped;
      assert.deepEqual(manual.log, ["a#1"]);
      assert.deepEqual(report, {
        ended: "finished",
        finished: 1,
        givenBack: 0,
        abandoned: [],
        left: { ready: 1, processing: 0, waiting: 0 },
      });
    }),
    clause(
      'A stop with `finish: "ready"` runs the ready keys first, those that are added again meanwhile included.',
      async (harness) => {
        const { manual, workers } = await openManual(harness, { concurrency: 2 }, ["a", "b", "c"]);
        await workers.add(item("a"));
        const stopped = workers.stop({ finish: "ready" });
        for (let ended = 0; ended < 4; ended++) {
          await harness.settle();
          manual.runs[ended]!.end();
        }
        const report = await stopped;
        assert.deepEqual(manual.log.toSorted(), ["a#1", "a#1", "b#1", "c#1"]);
        assert.deepEqual(report, {
          ended: "finished",
          finished: 4,
          givenBack: 0,
          abandoned: [],
          left: nothingLeft,
        });
      },
    ),
    clause(
      "At the deadline the signals of the runs are aborted, and keys of runs that end because of it are given back.",
      async (harness) => {
        const { manual, workers } = await openManual(harness, { concurrency: 3 }, ["a", "b", "c"]);
        const stopped = workers.stop({ deadlineMs: 1000, graceMs: 500 });
        await harness.settle();
        await harness.advance(1000);
        const [a, b, c] = manual.runs;
        assert.ok(a!.signal.aborted && b!.signal.aborted && c!.signal.aborted);
        a!.end();
        b!.fail(a!.signal.reason);
        c!.end({ next: "done" });
        await harness.settle();
        const report = await stopped;
        assert.equal(report.ended, "deadline");
        assert.equal(report.finished, 1);
        assert.equal(report.givenBack, 2);
        assert.deepEqual(report.abandoned, []);
        assert.deepEqual(report.left, { ready: 2, processing: 0, waiting: 0 });
      },
    ),
    clause('After the deadline no run begins, also with `finish: "ready"`.', async (harness) => {
      const { manual, workers } = await openManual(harness, {}, ["a", "b", "c"]);
      const stopped = workers.stop({ finish: "ready", deadlineMs: 1000 });
      await harness.settle();
      await harness.advance(1000);
      manual.last.end({ next: "done" });
      await harness.settle();
      assert.deepEqual(manual.log, ["a#1"]);
      const report = await stopped;
      assert.equal(report.ended, "deadline");
      assert.deepEqual(report.left, { ready: 2, processing: 0, waiting: 0 });
    }),
    clause(
      "A handler that has not ended after the grace period is abandoned, and its later result changes nothing.",
      async (harness) => {
        const { manual, workers } = await openManual(harness, {}, ["a"]);
        const stopped = workers.stop({ deadlineMs: 1000, graceMs: 500 });
        await harness.settle();
        await harness.advance(1000);
        await harness.advance(500);
        const report = await stopped;
        assert.deepEqual(report.abandoned, ["a"]);
        assert.equal(report.ended, "deadline");
        assert.deepEqual(report.left, { ready: 0, processing: 1, waiting: 0 });
        manual.last.end({ next: "done" });
        await harness.settle();
        assert.equal((await workers.counts()).processing, 1);
      },
    ),
    clause("An aborted signal ends the wait as the deadline does.", async (harness) => {
      const { manual, workers } = await openManual(harness, {}, ["a"]);
      const hurry = new AbortController();
      const stopped = workers.stop({ signal: hurry.signal });
      await harness.settle();
      hurry.abort();
      await harness.settle();
      assert.ok(manual.last.signal.aborted);
      manual.last.fail(manual.last.signal.reason);
      const report = await stopped;
      assert.equal(report.ended, "aborted");
      assert.equal(report.givenBack, 1);
    }),
    clause("A second stop gives the same report.", async (harness) => {
      const { manual, workers } = await openManual(harness, {}, ["a"]);
      const first = workers.stop();
      const second = workers.stop({ deadlineMs: 0, finish: "ready" });
      await harness.settle();
      await harness.advance(0);
      assert.equal(manual.last.signal.aborted, false);
      manual.last.end();
      assert.equal(await first, await second);
    }),
    clause("No run begins after a stop.", async (harness) => {
      const log: string[] = [];
      const workers = await harness.open({ handler: recording(log) });
      await workers.stop();
      await workers.add(item("a"));
      workers.concurrency = 3;
      await harness.settle();
      await harness.advance(100_000);
      assert.deepEqual(log, []);
    }),
    clause(
      "A key that ends with `retry` or `again` during a stop waits for the next start.",
      { needs: ["durable"] },
      async (harness) => {
        for (const finish of ["processing", "ready"] as const) {
          const { manual, workers } = await openManual(harness, { concurrency: 2 }, ["a", "b"]);
          const stopped = workers.stop({ finish });
          await harness.settle();
          manual.runs.find(({ key }) => key === "a")!.fail(new Error("not yet"));
          manual.runs.find(({ key }) => key === "b")!.end({ next: "again", afterMs: 5000 });
          assert.deepEqual((await stopped).left, { ready: 0, processing: 0, waiting: 2 });
          await harness.crash!();
          const log: string[] = [];
          const next = await harness.open({ handler: recording(log) });
          await harness.settle();
          await harness.advance(4999);
          assert.deepEqual(log, ["a#2"]);
          await harness.advance(1);
          assert.deepEqual(log, ["a#2", "b#1"]);
          await next.stop();
          await harness.crash!();
        }
      },
    ),
    clause(
      "A stop ends in time even when the queue does not answer.",
      { needs: ["faults"] },
      async (harness) => {
        const { manual, workers } = await openManual(harness, {}, ["a"]);
        harness.refuse!();
        const stopped = workers.stop({ deadlineMs: 1000, graceMs: 500 });
        await harness.settle();
        manual.last.end();
        for (const ms of [1000, 500, 500, 500]) await harness.advance(ms);
        const report = await stopped;
        assert.equal(report.ended, "deadline");
        assert.deepEqual(report.abandoned, ["a"]);
        assert.equal(report.left, undefined);
        harness.relent!();
      },
    ),
  ],
};
