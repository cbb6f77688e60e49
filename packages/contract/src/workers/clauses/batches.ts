import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import { item } from "../desk.ts";
import type { WorkersHarness } from "../workers-harness.ts";
import type { OutcomeSubject, RunSubject } from "../workers-subject.ts";

/** Handlers that are given several keys at once. */
export const batches: Chapter<WorkersHarness> = {
  title: "Batches",
  clauses: [
    clause("A batch handler is given the keys that are ready, at most `max` at once.", async (harness) => {
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
    clause("Each run of a batch has the outcome that it is given; the others are done.", async (harness) => {
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
    }),
    clause("A batch handler that throws has all its keys tried again.", async (harness) => {
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
    clause(
      "A batch handler that answers anything but a map has all its keys tried again.",
      async (harness) => {
        let calls = 0;
        const workers = await harness.open({
          handler: { max: 10, handle: () => (++calls === 1 ? ("fine" as never) : undefined) },
        });
        await workers.add(item("a"));
        await harness.settle();
        assert.equal((await workers.counts()).waiting, 1);
        await harness.advance(10);
        assert.equal(calls, 2);
      },
    ),
  ],
};
