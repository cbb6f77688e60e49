import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import { Desk, item } from "../desk.ts";
import type { WorkersHarness } from "../workers-harness.ts";

const keys = ["a", "b", "c", "d", "e", "f"];

/** How many runs are under way at once. */
export const concurrency: Chapter<WorkersHarness> = {
  title: "Concurrency",
  clauses: [
    clause("As many runs are under way as there are workers, and not one more.", async (harness) => {
      const desk = new Desk();
      const workers = await harness.open({ handler: desk.hold, concurrency: 3 });
      for (const key of keys) await workers.add(item(key));
      await harness.settle();
      assert.equal(desk.runs.length, 3);
      desk.runs[1]!.end();
      await harness.settle();
      assert.equal(desk.runs.length, 4);
      assert.equal(desk.most, 3);
    }),
    clause("Raised, more runs begin at once.", async (harness) => {
      const desk = new Desk();
      const workers = await harness.open({ handler: desk.hold });
      for (const key of keys) await workers.add(item(key));
      await harness.settle();
      assert.equal(desk.runs.length, 1);
      workers.concurrency = 4;
      await harness.settle();
      assert.equal(desk.runs.length, 4);
      assert.equal(workers.concurrency, 4);
    }),
    clause("Lowered, no run is cut short, and none begins until there are few enough.", async (harness) => {
      const desk = new Desk();
      const workers = await harness.open({ handler: desk.hold, concurrency: 3 });
      for (const key of keys) await workers.add(item(key));
      await harness.settle();
      workers.concurrency = 1;
      await harness.settle();
      assert.ok(desk.runs.every(({ signal }) => !signal.aborted));
      desk.runs[0]!.end();
      desk.runs[1]!.end();
      await harness.settle();
      assert.equal(desk.runs.length, 3);
      desk.runs[2]!.end();
      await harness.settle();
      assert.equal(desk.runs.length, 4);
    }),
    clause("Lowered while they wait, idle workers leave, and no key is lost by it.", async (harness) => {
      const desk = new Desk();
      const workers = await harness.open({ handler: desk.hold, concurrency: 5 });
      await harness.settle();
      workers.concurrency = 2;
      for (const key of keys) await workers.add(item(key));
      await harness.settle();
      assert.equal(desk.runs.length, 2);
      for (let ended = 0; ended < keys.length; ended++) {
        desk.runs[ended]!.end();
        await harness.settle();
      }
      assert.deepEqual(desk.runs.map(({ key }) => key).toSorted(), keys);
      assert.equal(desk.most, 2);
    }),
    clause(
      "Lowered and raised again during a run, there are never more runs than workers.",
      async (harness) => {
        const desk = new Desk();
        const workers = await harness.open({ handler: desk.hold, concurrency: 2 });
        for (const key of keys) await workers.add(item(key));
        await harness.settle();
        workers.concurrency = 1;
        await harness.settle();
        workers.concurrency = 2;
        await harness.settle();
        assert.equal(desk.runs.length, 2);
        assert.equal(desk.most, 2);
      },
    ),
    clause("With no workers nothing begins until there is one again.", async (harness) => {
      const desk = new Desk();
      const workers = await harness.open({ handler: desk.hold, concurrency: 2 });
      await harness.settle();
      workers.concurrency = 0;
      await workers.add(item("a"));
      await harness.settle();
      assert.equal(desk.runs.length, 0);
      workers.concurrency = 1;
      await harness.settle();
      assert.deepEqual(desk.log, ["a#1"]);
    }),
    clause("A concurrency that is no whole number is refused, and changes nothing.", async (harness) => {
      const workers = await harness.open({ handler: () => {}, concurrency: 2 });
      for (const wrong of [-1, 1.5, NaN, Infinity]) {
        assert.throws(() => (workers.concurrency = wrong), { name: "RangeError", message: /concurrency/ });
      }
      assert.equal(workers.concurrency, 2);
    }),
  ],
};
