import type { FaultyStore } from "./faulty-store.ts";

/** Stores that keep deadlines wrongly. */
export const deadlines: readonly FaultyStore[] = [
  {
    name: "lets every add wait for the deadline",
    caughtBy: ["A key runs at once when it is added during its back-off."],
    makeFaulty(queue) {
      queue.steps.mayRunAt = ({ position }) => position[0];
    },
  },
  {
    name: "counts every failure",
    caughtBy: [
      "A failure before the deadline neither counts nor moves it.",
      "Of 20 adds while it fails come at most 20 runs, and after the last it waits no longer than its first deadline.",
    ],
    makeFaulty(queue) {
      const retry = queue.steps.retry.bind(queue.steps);
      queue.steps.retry = (held, afterMs, now) => {
        queue.keys.backoffs.clear();
        return retry(held, afterMs, now);
      };
    },
  },
  {
    name: "takes every failure for an early one",
    caughtBy: ["A failure at the deadline counts, and waits longer."],
    makeFaulty(queue) {
      const retry = queue.steps.retry.bind(queue.steps);
      queue.steps.retry = (held, afterMs, now) => {
        const known = queue.keys.backoffs.get(held.key);
        if (known) queue.keys.backoffs.set(held.key, { ...known, until: Math.max(known.until, now + 1) });
        return retry(held, afterMs, now);
      };
    },
  },
  {
    name: "lets a change of a failing key run at once, always",
    caughtBy: ["A key that is added during every failing run does not run without a pause."],
    makeFaulty(queue) {
      const tryAgain = queue.steps.tryAgain.bind(queue.steps);
      queue.steps.tryAgain = (held, dueAt, now) => tryAgain(held, dueAt, now);
    },
  },
  {
    name: "remembers the deadline after a success",
    caughtBy: ["A run that succeeds ends the back-off."],
    makeFaulty(queue) {
      queue.keys.backoffs.delete = () => false;
    },
  },
];
