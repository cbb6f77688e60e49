import { of } from "../../../src/model/model-lists.ts";
import { insert } from "../../../src/store/model/model-keys.ts";
import type { FaultyStore } from "./faulty-store.ts";

/** Stores that give back wrongly. */
export const givingBack: readonly FaultyStore[] = [
  {
    name: "gives back as last of the priority",
    caughtBy: [
      "A key that is given back is ready, first of its priority.",
      "It gets the higher of the two priorities, and is first of that priority.",
    ],
    makeFaulty(queue) {
      queue.steps.lineUpFirst = (run) => queue.steps.lineUp(run);
    },
  },
  {
    name: "gives back to the front, whatever the priority",
    caughtBy: ["A key that is given back is ready, first of its priority."],
    makeFaulty(queue) {
      queue.steps.lineUpFirst = (run) => {
        insert(queue.keys.lists.ready, { ...run, position: [-Infinity, -++queue.keys.lastPosition] });
      };
    },
  },
  {
    name: "counts a failure for a key that is given back",
    caughtBy: ["Nothing is counted for it, and nothing of it is lost."],
    makeFaulty(queue) {
      const putBack = queue.steps.putBack.bind(queue.steps);
      queue.steps.putBack = (held, combine) => {
        queue.steps.countFailure(held.key);
        return putBack(held, combine);
      };
    },
  },
  {
    name: "gives back without the payload",
    caughtBy: ["Nothing is counted for it, and nothing of it is lost."],
    makeFaulty(queue) {
      const lineUpFirst = queue.steps.lineUpFirst.bind(queue.steps);
      queue.steps.lineUpFirst = (run) => lineUpFirst({ ...run, payload: null });
    },
  },
  {
    name: "drops the next run of a key that is given back",
    caughtBy: [
      "A key that was to run again is given back as one run, with one payload made of the two.",
      "What was to run again is one run after a crash, with one payload made of the two.",
    ],
    makeFaulty(queue) {
      const interrupt = queue.steps.interrupt.bind(queue.steps);
      queue.steps.interrupt = (held, combine) => ({
        ...interrupt(held, combine),
        payload: held.payload,
      });
    },
  },
  {
    name: "leaves the next run of a key that is given back",
    caughtBy: ["A key that was to run again is given back as one run, with one payload made of the two."],
    makeFaulty(queue) {
      const interrupt = queue.steps.interrupt.bind(queue.steps);
      queue.steps.interrupt = (held, combine) => {
        const next = of(queue.keys.rerun, held.key);
        const run = interrupt(held, combine);
        if (next) queue.keys.rerun.push(next);
        return run;
      };
    },
  },
  {
    name: "gives back with the priority it was taken with",
    caughtBy: ["It gets the higher of the two priorities, and is first of that priority."],
    makeFaulty(queue) {
      const interrupt = queue.steps.interrupt.bind(queue.steps);
      queue.steps.interrupt = (held, combine) => ({
        ...interrupt(held, combine),
        priority: held.priority,
      });
    },
  },
  {
    name: "gives back what does not combine",
    caughtBy: ["Where the two payloads do not combine, giving back rejects, and the key stays processing."],
    makeFaulty(queue) {
      const putBack = queue.steps.putBack.bind(queue.steps);
      queue.steps.putBack = (held) => putBack(held, queue.steps.safely);
    },
  },
];
