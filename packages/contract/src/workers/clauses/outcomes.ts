import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import { Desk, item, noting } from "../desk.ts";
import type { WorkersHarness } from "../workers-harness.ts";

/** What becomes of a key after a run. */
export const outcomes: Chapter<WorkersHarness> = {
  title: "Outcomes",
  clauses: [
    clause("A run that ends with nothing is done, and the key is gone.", async (harness) => {
      const log: string[] = [];
      const workers = await harness.open({ handler: noting(log) });
      await workers.add(item("a"));
      await harness.settle();
      await harness.advance(100_000);
      assert.deepEqual(log, ["a#1"]);
      assert.deepEqual(await workers.counts(), { ready: 0, processing: 0, waiting: 0 });
    }),
    clause(
      "A key that is added while its run is under way runs once more, after that run has ended.",
      async (harness) => {
        const desk = new Desk();
        const workers = await harness.open({ handler: desk.hold, concurrency: 4 });
        await workers.add(item("a", 1));
        await harness.settle();
        await workers.add(item("a", 2));
        await workers.add(item("a", 3));
        await harness.settle();
        assert.deepEqual(desk.log, ["a#1"]);
        desk.last.end();
        await harness.settle();
        assert.deepEqual(desk.log, ["a#1", "a#1"]);
        assert.equal(desk.last.item.value, 3);
        desk.last.end();
        await harness.settle();
        assert.deepEqual(await workers.counts(), { ready: 0, processing: 0, waiting: 0 });
      },
    ),
    clause(
      "A run that throws is tried again as the limiter says, and each run is one attempt more.",
      async (harness) => {
        const log: string[] = [];
        const workers = await harness.open({
          handler: noting(log, () => {
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
    clause("A run that rejects later is tried again as one that throws at once.", async (harness) => {
      const desk = new Desk();
      const workers = await harness.open({ handler: desk.hold });
      await workers.add(item("a"));
      await harness.settle();
      desk.last.fail(new Error("not yet"));
      await harness.settle();
      await harness.advance(10);
      assert.deepEqual(desk.log, ["a#1", "a#2"]);
      desk.last.end();
    }),
    clause("A retry comes after the time it names, and is one attempt more.", async (harness) => {
      const log: string[] = [];
      const workers = await harness.open({
        handler: noting(log, () => ({ next: "retry", cause: new Error("throttled"), afterMs: 5000 })),
      });
      await workers.add(item("a"));
      await harness.settle();
      await harness.advance(4999);
      assert.deepEqual(log, ["a#1"]);
      await harness.advance(1);
      assert.deepEqual(log, ["a#1", "a#2"]);
    }),
    clause("What was held against a key is forgotten when it is done.", async (harness) => {
      const desk = new Desk();
      const workers = await harness.open({ handler: desk.hold });
      await workers.add(item("a"));
      await harness.settle();
      desk.last.fail(new Error("not yet"));
      await harness.settle();
      await harness.advance(10);
      desk.last.end();
      await harness.settle();
      await workers.add(item("a"));
      await harness.settle();
      assert.deepEqual(desk.log, ["a#1", "a#2", "a#1"]);
      desk.last.fail(new Error("not yet"));
      await harness.settle();
      await harness.advance(10);
      assert.deepEqual(desk.log, ["a#1", "a#2", "a#1", "a#2"]);
      desk.last.end();
    }),
    clause(
      "A key that is to be looked at again comes after that time, as if it had not failed before.",
      async (harness) => {
        const desk = new Desk();
        const workers = await harness.open({ handler: desk.hold });
        await workers.add(item("a"));
        await harness.settle();
        desk.last.fail(new Error("not yet"));
        await harness.settle();
        await harness.advance(10);
        desk.last.end({ next: "again", afterMs: 5000 });
        await harness.settle();
        await harness.advance(4999);
        assert.deepEqual(desk.log, ["a#1", "a#2"]);
        await harness.advance(1);
        assert.deepEqual(desk.log, ["a#1", "a#2", "a#1"]);
        desk.last.fail(new Error("not yet"));
        await harness.settle();
        await harness.advance(10);
        assert.deepEqual(desk.log, ["a#1", "a#2", "a#1", "a#2"]);
        desk.last.end();
      },
    ),
    clause("A key keeps its priority when it is tried or looked at again.", async (harness) => {
      const desk = new Desk();
      const workers = await harness.open({ handler: desk.hold });
      await workers.add(item("a"), { priority: 7 });
      await harness.settle();
      desk.last.fail(new Error("not yet"));
      await harness.settle();
      await harness.advance(10);
      desk.last.end({ next: "again", afterMs: 50 });
      await harness.settle();
      await harness.advance(50);
      desk.last.end({ next: "retry", cause: "throttled", afterMs: 50 });
      await harness.settle();
      await harness.advance(50);
      assert.deepEqual(
        desk.runs.map(({ priority }) => priority),
        [7, 7, 7, 7],
      );
      desk.last.end();
    }),
    clause(
      "What is tried or looked at again never puts its payload over one that was added meanwhile.",
      async (harness) => {
        let desk = new Desk();
        const workers = await harness.open({ handler: (run) => desk.hold(run) });
        const retried = { next: "retry", cause: "not yet" } as const;
        for (const outcome of [retried, { next: "again", afterMs: 10 } as const]) {
          desk = new Desk();
          await workers.add(item("a", 1));
          await harness.settle();
          await workers.add(item("a", 2));
          desk.last.end(outcome);
          for (let ended = 1; ended < 4; ended++) {
            await harness.settle();
            await harness.advance(10);
            if (desk.runs.length > ended) desk.last.end();
          }
          assert.ok(desk.runs.length > 1);
          assert.equal(desk.last.item.value, 2);
        }
      },
    ),
    clause("What is no outcome, or names no time, is a failed run.", async (harness) => {
      const log: string[] = [];
      const answers = ["fine", { next: "later" }, { next: "again", afterMs: NaN }, { next: "again" }];
      const workers = await harness.open({
        handler: noting(log, () => answers.shift() as never),
      });
      await workers.add(item("a"));
      await harness.settle();
      for (const waitMs of [10, 20, 40, 80]) await harness.advance(waitMs);
      assert.deepEqual(log, ["a#1", "a#2", "a#3", "a#4", "a#5"]);
      assert.deepEqual(await workers.counts(), { ready: 0, processing: 0, waiting: 0 });
    }),
  ],
};
