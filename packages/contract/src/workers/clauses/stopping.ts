import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import { Desk, item, noting } from "../desk.ts";
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
    clause("A stop waits for the runs under way, and begins no other.", async (harness) => {
      const desk = new Desk();
      const workers = await harness.open({ handler: desk.hold });
      await workers.add(item("a"));
      await workers.add(item("b"));
      await harness.settle();
      const stopped = workers.stop();
      await harness.settle();
      assert.equal(desk.last.signal.aborted, false);
      desk.last.end();
      const report = await stopped;
      assert.deepEqual(desk.log, ["a#1"]);
      assert.deepEqual(report, {
        ended: "finished",
        finished: 1,
        givenBack: 0,
        abandoned: [],
        left: { ready: 1, processing: 0, waiting: 0 },
      });
    }),
    clause(
      "A stop that finishes what is ready works it off first, keys that change meanwhile included.",
      async (harness) => {
        const desk = new Desk();
        const workers = await harness.open({ handler: desk.hold, concurrency: 2 });
        for (const key of ["a", "b", "c"]) await workers.add(item(key));
        await harness.settle();
        await workers.add(item("a"));
        const stopped = workers.stop({ finish: "ready" });
        for (let ended = 0; ended < 4; ended++) {
          await harness.settle();
          desk.runs[ended]!.end();
        }
        const report = await stopped;
        assert.deepEqual(desk.log.toSorted(), ["a#1", "a#1", "b#1", "c#1"]);
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
      "At the deadline the signals of the runs are aborted, and keys of runs that end by it are given back.",
      async (harness) => {
        const desk = new Desk();
        const workers = await harness.open({ handler: desk.hold, concurrency: 3 });
        for (const key of ["a", "b", "c"]) await workers.add(item(key));
        await harness.settle();
        const stopped = workers.stop({ deadlineMs: 1000, graceMs: 500 });
        await harness.settle();
        await harness.advance(1000);
        const [a, b, c] = desk.runs;
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
    clause(
      "After the deadline no ready key is begun any more, though they were to be finished.",
      async (harness) => {
        const desk = new Desk();
        const workers = await harness.open({ handler: desk.hold });
        for (const key of ["a", "b", "c"]) await workers.add(item(key));
        await harness.settle();
        const stopped = workers.stop({ finish: "ready", deadlineMs: 1000 });
        await harness.settle();
        await harness.advance(1000);
        desk.last.end({ next: "done" });
        await harness.settle();
        assert.deepEqual(desk.log, ["a#1"]);
        const report = await stopped;
        assert.equal(report.ended, "deadline");
        assert.deepEqual(report.left, { ready: 2, processing: 0, waiting: 0 });
      },
    ),
    clause(
      "A handler that has not ended when the grace is over is abandoned, and what it answers later changes nothing.",
      async (harness) => {
        const desk = new Desk();
        const workers = await harness.open({ handler: desk.hold });
        await workers.add(item("a"));
        await harness.settle();
        const stopped = workers.stop({ deadlineMs: 1000, graceMs: 500 });
        await harness.settle();
        await harness.advance(1000);
        await harness.advance(500);
        const report = await stopped;
        assert.deepEqual(report.abandoned, ["a"]);
        assert.equal(report.ended, "deadline");
        assert.deepEqual(report.left, { ready: 0, processing: 1, waiting: 0 });
        desk.last.end({ next: "done" });
        await harness.settle();
        assert.equal((await workers.counts()).processing, 1);
      },
    ),
    clause("A signal ends the wait as the deadline does.", async (harness) => {
      const desk = new Desk();
      const workers = await harness.open({ handler: desk.hold });
      await workers.add(item("a"));
      await harness.settle();
      const hurry = new AbortController();
      const stopped = workers.stop({ signal: hurry.signal });
      await harness.settle();
      hurry.abort();
      await harness.settle();
      assert.ok(desk.last.signal.aborted);
      desk.last.fail(desk.last.signal.reason);
      const report = await stopped;
      assert.equal(report.ended, "aborted");
      assert.equal(report.givenBack, 1);
    }),
    clause("A second stop answers the same report.", async (harness) => {
      const desk = new Desk();
      const workers = await harness.open({ handler: desk.hold });
      await workers.add(item("a"));
      await harness.settle();
      const first = workers.stop();
      const second = workers.stop({ deadlineMs: 0, finish: "ready" });
      await harness.settle();
      await harness.advance(0);
      assert.equal(desk.last.signal.aborted, false);
      desk.last.end();
      assert.equal(await first, await second);
    }),
    clause("Nothing begins after a stop.", async (harness) => {
      const log: string[] = [];
      const workers = await harness.open({ handler: noting(log) });
      await workers.stop();
      await workers.add(item("a"));
      workers.concurrency = 3;
      await harness.settle();
      await harness.advance(100_000);
      assert.deepEqual(log, []);
    }),
    clause(
      "A key that fails or is to be looked at again during a stop waits for the next start.",
      { needs: ["durable"] },
      async (harness) => {
        for (const finish of ["processing", "ready"] as const) {
          const desk = new Desk();
          const workers = await harness.open({ handler: desk.hold, concurrency: 2 });
          await workers.add(item("a"));
          await workers.add(item("b"));
          await harness.settle();
          const stopped = workers.stop({ finish });
          await harness.settle();
          desk.runs.find(({ key }) => key === "a")!.fail(new Error("not yet"));
          desk.runs.find(({ key }) => key === "b")!.end({ next: "again", afterMs: 5000 });
          assert.deepEqual((await stopped).left, { ready: 0, processing: 0, waiting: 2 });
          await harness.crash!();
          const log: string[] = [];
          const next = await harness.open({ handler: noting(log) });
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
      "A stop is over in time even when the queue answers nothing any more.",
      { needs: ["faults"] },
      async (harness) => {
        const desk = new Desk();
        const workers = await harness.open({ handler: desk.hold });
        await workers.add(item("a"));
        await harness.settle();
        harness.refuse!();
        const stopped = workers.stop({ deadlineMs: 1000, graceMs: 500 });
        await harness.settle();
        desk.last.end();
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
