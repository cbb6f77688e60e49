import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import { Desk, item } from "../desk.ts";
import type { WorkersPlace } from "../workers-place.ts";

const keys = ["a", "b", "c", "d", "e", "f"];

/** How many runs are under way at once. */
export const concurrency: Chapter<WorkersPlace> = {
  title: "Concurrency",
  clauses: [
    {
      says: "As many runs are under way as there are workers, and not one more.",
      async check(place) {
        const desk = new Desk();
        const workers = await place.open({ handler: desk.hold, concurrency: 3 });
        for (const key of keys) await workers.add(item(key));
        await place.settle();
        assert.equal(desk.runs.length, 3);
        desk.runs[1]!.end();
        await place.settle();
        assert.equal(desk.runs.length, 4);
        assert.equal(desk.most, 3);
      },
    },
    {
      says: "Raised, more runs begin at once.",
      async check(place) {
        const desk = new Desk();
        const workers = await place.open({ handler: desk.hold });
        for (const key of keys) await workers.add(item(key));
        await place.settle();
        assert.equal(desk.runs.length, 1);
        workers.concurrency = 4;
        await place.settle();
        assert.equal(desk.runs.length, 4);
        assert.equal(workers.concurrency, 4);
      },
    },
    {
      says: "Lowered, no run is cut short, and none begins until there are few enough.",
      async check(place) {
        const desk = new Desk();
        const workers = await place.open({ handler: desk.hold, concurrency: 3 });
        for (const key of keys) await workers.add(item(key));
        await place.settle();
        workers.concurrency = 1;
        await place.settle();
        assert.ok(desk.runs.every(({ signal }) => !signal.aborted));
        desk.runs[0]!.end();
        desk.runs[1]!.end();
        await place.settle();
        assert.equal(desk.runs.length, 3);
        desk.runs[2]!.end();
        await place.settle();
        assert.equal(desk.runs.length, 4);
      },
    },
    {
      says: "Lowered while they wait, idle workers leave, and no key is lost by it.",
      async check(place) {
        const desk = new Desk();
        const workers = await place.open({ handler: desk.hold, concurrency: 5 });
        await place.settle();
        workers.concurrency = 2;
        for (const key of keys) await workers.add(item(key));
        await place.settle();
        assert.equal(desk.runs.length, 2);
        for (let ended = 0; ended < keys.length; ended++) {
          desk.runs[ended]!.end();
          await place.settle();
        }
        assert.deepEqual(desk.runs.map(({ key }) => key).toSorted(), keys);
        assert.equal(desk.most, 2);
      },
    },
    {
      says: "Lowered and raised again during a run, there are never more runs than workers.",
      async check(place) {
        const desk = new Desk();
        const workers = await place.open({ handler: desk.hold, concurrency: 2 });
        for (const key of keys) await workers.add(item(key));
        await place.settle();
        workers.concurrency = 1;
        await place.settle();
        workers.concurrency = 2;
        await place.settle();
        assert.equal(desk.runs.length, 2);
        assert.equal(desk.most, 2);
      },
    },
    {
      says: "With no workers nothing begins until there is one again.",
      async check(place) {
        const desk = new Desk();
        const workers = await place.open({ handler: desk.hold, concurrency: 2 });
        await place.settle();
        workers.concurrency = 0;
        await workers.add(item("a"));
        await place.settle();
        assert.equal(desk.runs.length, 0);
        workers.concurrency = 1;
        await place.settle();
        assert.deepEqual(desk.log, ["a#1"]);
      },
    },
    {
      says: "A concurrency that is no whole number is refused, and changes nothing.",
      async check(place) {
        const workers = await place.open({ handler: () => {}, concurrency: 2 });
        for (const wrong of [-1, 1.5, NaN, Infinity]) {
          assert.throws(() => (workers.concurrency = wrong), { name: "RangeError", message: /concurrency/ });
        }
        assert.equal(workers.concurrency, 2);
      },
    },
  ],
};
