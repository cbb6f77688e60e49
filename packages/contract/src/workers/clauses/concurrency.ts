import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import { item, openManual } from "../manual-handler.ts";
import type { WorkersHarness } from "../workers-harness.ts";

const keys = ["a", "b", "c", "d", "e", "f"];

/** How many runs are under way at once. */
export const concurrency: Chapter<WorkersHarness> = {
  title: "Concurrency",
  clauses: [
    clause("There are never more active runs than workers.", async (harness) => {
      const { manual } = await openManual(harness, { concurrency: 3 }, keys);
      assert.equal(manual.runs.length, 3);
      manual.runs[1]!.end();
      await harness.settle();
      assert.equal(manual.runs.length, 4);
      assert.equal(manual.most, 3);
    }),
    clause("When the concurrency is raised, more runs begin at once.", async (harness) => {
      const { manual, workers } = await openManual(harness, {}, keys);
      assert.equal(manual.runs.length, 1);
      workers.concurrency = 4;
      await harness.settle();
      assert.equal(manual.runs.length, 4);
      assert.equal(workers.concurrency, 4);
    }),
    clause(
      "When the concurrency is lowered, no run is cut short, and none begins until fewer are active.",
      async (harness) => {
        const { manual, workers } = await openManual(harness, { concurrency: 3 }, keys);
        workers.concurrency = 1;
        await harness.settle();
        assert.ok(manual.runs.every(({ signal }) => !signal.aborted));
        manual.runs[0]!.end();
        manual.runs[1]!.end();
        await harness.settle();
        assert.equal(manual.runs.length, 3);
        manual.runs[2]!.end();
        await harness.settle();
        assert.equal(manual.runs.length, 4);
      },
    ),
    clause(
      "When the concurrency is lowered while workers are idle, they stop, and no key is lost.",
      async (harness) => {
        const { manual, workers } = await openManual(harness, { concurrency: 5 });
        await harness.settle();
        workers.concurrency = 2;
        for (const key of keys) await workers.add(item(key));
        await harness.settle();
        assert.equal(manual.runs.length, 2);
        for (let ended = 0; ended < keys.length; ended++) {
          manual.runs[ended]!.end();
          await harness.settle();
        }
        assert.deepEqual(manual.runs.map(({ key }) => key).toSorted(), keys);
        assert.equal(manual.most, 2);
      },
    ),
    clause(
      "When the concurrency is lowered and raised again during a run, there are never more runs than workers.",
      async (harness) => {
        const { manual, workers } = await openManual(harness, { concurrency: 2 }, keys);
        workers.concurrency = 1;
        await harness.settle();
        workers.concurrency = 2;
        await harness.settle();
        assert.equal(manual.runs.length, 2);
        assert.equal(manual.most, 2);
      },
    ),
    clause("With a concurrency of 0 no run begins until it is raised.", async (harness) => {
      const { manual, workers } = await openManual(harness, { concurrency: 2 });
      await harness.settle();
      workers.concurrency = 0;
      await workers.add(item("a"));
      await harness.settle();
      assert.equal(manual.runs.length, 0);
      workers.concurrency = 1;
      await harness.settle();
      assert.deepEqual(manual.log, ["a#1"]);
    }),
    clause("A concurrency that is not a whole number is refused and changes nothing.", async (harness) => {
      const workers = await harness.open({ handler: () => {}, concurrency: 2 });
      for (const wrong of [-1, 1.5, NaN, Infinity]) {
        assert.throws(() => (workers.concurrency = wrong), { name: "RangeError", message: /concurrency/ });
      }
      assert.equal(workers.concurrency, 2);
    }),
  ],
};
