import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import { ManualHandler, item, recording, openManual } from "../manual-handler.ts";
import type { WorkersHarness } from "../workers-harness.ts";

/** What becomes of a key after a run. */
export const outcomes: Chapter<WorkersHarness> = {
  title: "Outcomes",
  clauses: [
    clause("A run that returns nothing is done, and the key leaves the queue.", async (harness) => {
      const log: string[] = [];
      const workers = await harness.open({ handler: recording(log) });
      await workers.add(item("a"));
      await harness.settle();
      await harness.advance(100_000);
      assert.deepEqual(log, ["a#1"]);
      assert.deepEqual(await workers.counts(), { ready: 0, processing: 0, waiting: 0 });
    }),
    clause(
      "A key that is added while it is processing runs once more, after that run has ended.",
      async (harness) => {
        const { manual, workers } = await openManual(harness, { concurrency: 4 });
        await workers.add(item("a", 1));
        await harness.settle();
        await workers.add(item("a", 2));
        await workers.add(item("a", 3));
        await harness.settle();
        assert.deepEqual(manual.log, ["a#1"]);
        manual.last.end();
        await harness.settle();
        assert.deepEqual(manual.log, ["a#1", "a#1"]);
        assert.equal(manual.last.item.value, 3);
        manual.last.end();
        await harness.settle();
        assert.deepEqual(await workers.counts(), { ready: 0, processing: 0, waiting: 0 });
      },
    ),
    clause(
      "A run that throws is retried after the limiter's delay, and each run is one attempt more.",
      async (harness) => {
        const log: string[] = [];
        const workers = await harness.open({
          handler: recording(log, () => {
            throw new Error("not yet");
          }),
        });
        await workers.add(item("a"));
        await harness.settle();
        await harness.advance(9);
        assert.deepEqual(log, ["a#1"]);
        await harness.advance(1);
        assert.deepEqual(log, ["a#1", "a#2"]);
        await harness.advance(19);
        assert.deepEqual(log, ["a#1", "a#2"]);
        await harness.advance(1);
        assert.deepEqual(log, ["a#1", "a#2", "a#3"]);
      },
    ),
    clause("A run that rejects is retried as one that throws.", async (harness) => {
      const { manual } = await openManual(harness, {}, ["a"]);
      manual.last.fail(new Error("not yet"));
      await harness.settle();
      await harness.advance(10);
      assert.deepEqual(manual.log, ["a#1", "a#2"]);
      manual.last.end();
    }),
    clause("A retry with `afterMs` comes after that time, and is one attempt more.", async (harness) => {
      const log: string[] = [];
      const workers = await harness.open({
        handler: recording(log, () => ({ next: "retry", cause: new Error("throttled"), afterMs: 5000 })),
      });
      await workers.add(item("a"));
      await harness.settle();
      await harness.advance(4999);
      assert.deepEqual(log, ["a#1"]);
      await harness.advance(1);
      assert.deepEqual(log, ["a#1", "a#2"]);
    }),
    clause("The failure count of a key is reset when it is done.", async (harness) => {
      const { manual, workers } = await openManual(harness, {}, ["a"]);
      manual.last.fail(new Error("not yet"));
      await harness.settle();
      await harness.advance(10);
      manual.last.end();
      await harness.settle();
      await workers.add(item("a"));
      await harness.settle();
      assert.deepEqual(manual.log, ["a#1", "a#2", "a#1"]);
      manual.last.fail(new Error("not yet"));
      await harness.settle();
      await harness.advance(10);
      assert.deepEqual(manual.log, ["a#1", "a#2", "a#1", "a#2"]);
      manual.last.end();
    }),
    clause(
      "A key that ends with `again` runs after that time, with its failure count reset.",
      async (harness) => {
        const { manual } = await openManual(harness, {}, ["a"]);
        manual.last.fail(new Error("not yet"));
        await harness.settle();
        await harness.advance(10);
        manual.last.end({ next: "again", afterMs: 5000 });
        await harness.settle();
        await harness.advance(4999);
        assert.deepEqual(manual.log, ["a#1", "a#2"]);
        await harness.advance(1);
        assert.deepEqual(manual.log, ["a#1", "a#2", "a#1"]);
        manual.last.fail(new Error("not yet"));
        await harness.settle();
        await harness.advance(10);
        assert.deepEqual(manual.log, ["a#1", "a#2", "a#1", "a#2"]);
        manual.last.end();
      },
    ),
    clause("An outcome with `keepFailures` leaves the failure count as it is.", async (harness) => {
      const { manual, workers } = await openManual(harness, { maxRetries: 1 }, ["a"]);
      manual.last.fail(new Error("not yet"));
      await harness.settle();
      await harness.advance(10);
      for (let n = 0; n < 3; n++) {
        manual.last.end({ next: "again", afterMs: 5000, keepFailures: true });
        await harness.settle();
        await harness.advance(5000);
      }
      manual.last.end({ next: "retry", cause: "throttled", afterMs: 5000, keepFailures: true });
      await harness.settle();
      await harness.advance(5000);
      assert.deepEqual(manual.log, ["a#1", "a#2", "a#2", "a#2", "a#2", "a#2"]);
      manual.last.end({ next: "done", keepFailures: true });
      await harness.settle();
      assert.deepEqual(await workers.counts(), { ready: 0, processing: 0, waiting: 0 });
      await workers.add(item("a"));
      await harness.settle();
      assert.equal(manual.log.at(-1), "a#2");
      manual.last.end();
    }),
    clause("A key keeps its priority when it runs again.", async (harness) => {
      const { manual, workers } = await openManual(harness);
      await workers.add(item("a"), { priority: 7 });
      await harness.settle();
      manual.last.fail(new Error("not yet"));
      await harness.settle();
      await harness.advance(10);
      manual.last.end({ next: "again", afterMs: 50 });
      await harness.settle();
      await harness.advance(50);
      manual.last.end({ next: "retry", cause: "throttled", afterMs: 50 });
      await harness.settle();
      await harness.advance(50);
      assert.deepEqual(
        manual.runs.map(({ priority }) => priority),
        [7, 7, 7, 7],
      );
      manual.last.end();
    }),
    clause("A key that runs again never replaces a payload that was added meanwhile.", async (harness) => {
      let manual = new ManualHandler();
      const workers = await harness.open({ handler: (run) => manual.handle(run) });
      const retried = { next: "retry", cause: "not yet" } as const;
      for (const outcome of [retried, { next: "again", afterMs: 10 } as const]) {
        manual = new ManualHandler();
        await workers.add(item("a", 1));
        await harness.settle();
        await workers.add(item("a", 2));
        manual.last.end(outcome);
        for (let ended = 1; ended < 4; ended++) {
          await harness.settle();
          await harness.advance(10);
          if (manual.runs.length > ended) manual.last.end();
        }
        assert.ok(manual.runs.length > 1);
        assert.equal(manual.last.item.value, 2);
      }
    }),
    clause(
      "A run that returns anything but an outcome, or an outcome without its time, has failed.",
      async (harness) => {
        const log: string[] = [];
        const answers = ["fine", { next: "later" }, { next: "again", afterMs: NaN }, { next: "again" }];
        const workers = await harness.open({
          handler: recording(log, () => answers.shift() as never),
        });
        await workers.add(item("a"));
        await harness.settle();
        for (const waitMs of [10, 20, 40, 80]) await harness.advance(waitMs);
        assert.deepEqual(log, ["a#1", "a#2", "a#3", "a#4", "a#5"]);
        assert.deepEqual(await workers.counts(), { ready: 0, processing: 0, waiting: 0 });
      },
    ),
  ],
};
