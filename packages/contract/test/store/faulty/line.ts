import { setImmediate } from "node:timers/promises";
import { of, remove } from "../../../src/model/model-lists.ts";
import { insert } from "../../../src/store/model/model-keys.ts";
import type { FaultyStore } from "./faulty-store.ts";

/** Stores that order ready keys wrongly. */
export const line: readonly FaultyStore[] = [
  {
    name: "takes the last first",
    caughtBy: ["Keys are taken in the order in which they were first added."],
    makeFaulty(queue) {
      queue.steps.lineUp = (run) => queue.steps.lineUpFirst(run);
    },
  },
  {
    name: "ignores priorities",
    caughtBy: ["The highest priority goes first; it may be negative, or a fraction."],
    makeFaulty(queue) {
      queue.steps.lineUp = (run) =>
        insert(queue.keys.lists.ready, { ...run, position: [0, ++queue.keys.lastPosition] });
    },
  },
  {
    name: "knows whole priorities only",
    caughtBy: ["The highest priority goes first; it may be negative, or a fraction."],
    makeFaulty(queue) {
      const put = queue.steps.put.bind(queue.steps);
      queue.steps.put = (request, now) => put({ ...request, priority: Math.trunc(request.priority) }, now);
    },
  },
  {
    name: "never raises a key",
    caughtBy: ["A higher priority raises a ready key, to the end of its new level."],
    makeFaulty(queue) {
      const unite = queue.steps.unite.bind(queue.steps);
      queue.steps.unite = (run, added, combine) => ({
        ...unite(run, added, combine),
        priority: run.priority,
      });
    },
  },
  {
    name: "raises a key to the front of its new level",
    caughtBy: ["A higher priority raises a ready key, to the end of its new level."],
    makeFaulty(queue) {
      const want = queue.steps.want.bind(queue.steps);
      queue.steps.want = (run, combine) => {
        const before = of(queue.keys.lists.ready, run.key);
        const adding = want(run, combine);
        const ready = of(queue.keys.lists.ready, run.key);
        if (before && ready && ready.priority > before.priority) {
          remove(queue.keys.lists.ready, ready);
          queue.steps.lineUpFirst(ready);
        }
        return adding;
      };
    },
  },
  {
    name: "lowers a key",
    caughtBy: [
      "A lower priority, or the same, leaves a ready key where it is.",
      "What is added to a processing key belongs to its next run: payload, priority and time.",
      "Whichever due time counts, the payloads become one, and the highest priority counts.",
    ],
    makeFaulty(queue) {
      const unite = queue.steps.unite.bind(queue.steps);
      queue.steps.unite = (run, added, combine) => ({
        ...unite(run, added, combine),
        priority: added.priority,
      });
    },
  },
  {
    name: "sends a key to the end with every add",
    caughtBy: [
      "A lower priority, or the same, leaves a ready key where it is.",
      "Keys are taken in the order in which they were first added.",
    ],
    makeFaulty(queue) {
      const want = queue.steps.want.bind(queue.steps);
      queue.steps.want = (run, combine) => {
        const adding = want(run, combine);
        const ready = of(queue.keys.lists.ready, run.key);
        if (ready && remove(queue.keys.lists.ready, ready)) queue.steps.lineUp(ready);
        return adding;
      };
    },
  },
  {
    name: "remembers the last add instead of the first",
    caughtBy: [
      "A ready key remembers when it was first asked for, whatever is added to it.",
      "What is added to a processing key belongs to its next run: payload, priority and time.",
      "A key that waits remembers when it was first asked for; once due it is wanted since it was due.",
    ],
    makeFaulty(queue) {
      const unite = queue.steps.unite.bind(queue.steps);
      queue.steps.unite = (run, added, combine) => ({
        ...unite(run, added, combine),
        addedAt: added.addedAt,
      });
    },
  },
  {
    name: "lets takes overtake adds",
    caughtBy: ["Verbs act in the order in which they are called, awaited or not."],
    makeFaulty(queue) {
      const add = queue.add.bind(queue);
      queue.add = async (request, now) => {
        await setImmediate();
        return add(request, now);
      };
    },
  },
  {
    name: "lets a verb that rejects take others with it",
    caughtBy: ["A verb that rejects does not hold up those called after it."],
    makeFaulty(queue) {
      const act = queue.act.bind(queue);
      let turn: Promise<unknown> = Promise.resolve();
      let under = 0;
      queue.act = (now, verb) => {
        if (under++ === 0) turn = Promise.resolve();
        const acting = turn.then(() => act(now, verb)).finally(() => under--);
        turn = acting;
        return acting;
      };
    },
  },
];
