import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import { item } from "../manual-handler.ts";
import type { WorkersHarness } from "../workers-harness.ts";
import type { OutcomeSubject, RunSubject } from "../workers-subject.ts";

/** Handlers that are given several keys at once. */
export const batches: Chapter<WorkersHarness> = {
  title: "Batches",
  clauses: [
    clause("A batch handler gets the ready keys, at most `max` at once.", async (harness) => {
      const given: string[][] = [];
      const workers = await harness.open({
        concurrency: 0,
        handler: { max: 2, handle: (runs) => void given.push(runs.map(({ key }) => key)) },
      });
      for (const key of ["a", "b", "c"]) await workers.add(item(key));
      workers.concurrency = 1;
      await harness.settle();
      assert.deepEqual(given, [["a", "b"], ["c"]]);
      assert.deepEqual(await workers.counts(), { ready: 0, processing: 0, waiting: 0 });
    }),
    clause(
      "Each run of a batch ends with the outcome in the map; a run without one is done.",
      async (harness) => {
        const given: string[] = [];
        const workers = await harness.open({
          concurrency: 0,
          handler: {
            max: 10,
            handle: (runs) => {
              const outcomes = new Map<RunSubject, OutcomeSubject>();
              for (const run of runs) {
                given.push(`${run.key}#${run.attempt}`);
                if (run.key === "b") outcomes.set(run, { next: "again", afterMs: 1000 });
                if (run.key === "c" && run.attempt === 1)
                  outcomes.set(run, { next: "retry", cause: "not yet" });
              }
              return outcomes;
            },
          },
        });
        for (const key of ["a", "b", "c"]) await workers.add(item(key));
        workers.concurrency = 1;
        await harness.settle();
        assert.deepEqual(given, ["a#1", "b#1", "c#1"]);
        await harness.advance(10);
        assert.deepEqual(given, ["a#1", "b#1", "c#1", "c#2"]);
        await harness.advance(990);
        assert.deepEqual(given, ["a#1", "b#1", "c#1", "c#2", "b#1"]);
      },
    ),
    clause("When a batch handler throws, all its keys are retried.", async (harness) => {
      const given: string[] = [];
      const workers = await harness.open({
        concurrency: 0,
        handler: {
          max: 10,
          handle: (runs) => {
            for (const run of runs) given.push(`${run.key}#${run.attempt}`);
            if (runs.some(({ attempt }) => attempt === 1)) throw new Error("not yet");
          },
        },
      });
      for (const key of ["a", "b"]) await workers.add(item(key));
      workers.concurrency = 1;
      await harness.settle();
      await harness.advance(10);
      assert.deepEqual(given.toSorted(), ["a#1", "a#2", "b#1", "b#2"]);
    }),
    clause("When a batch handler returns anything but a map, all its keys are retried.", async (harness) => {
      let calls = 0;
      const workers = await harness.open({
        handler: { max: 10, handle: () => (++calls === 1 ? ("fine" as never) : undefined) },
      });
      await workers.add(item("a"));
      await harness.settle();
      assert.equal((await workers.counts()).waiting, 1);
      await harness.advance(10);
      assert.equal(calls, 2);
    }),
  ],
};
