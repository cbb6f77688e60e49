import type { FaultyStore } from "./faulty-store.ts";

/** Stores that take a clock that was set wrongly. */
export const clockJumps: readonly FaultyStore[] = [
  {
    name: "leaves due times where they are when the clock is set",
    caughtBy: [
      "A key waits neither longer nor shorter for a wall clock that was set back.",
      "A key waits neither longer nor shorter for a wall clock that was set forward.",
      "What moved with the clock is found there by the next owner.",
    ],
    makeFaulty(queue) {
      queue.shiftWaits = () => {};
    },
  },
  {
    name: "leaves deadlines where they are when the clock is set",
    caughtBy: ["The deadline of a failure moves with a clock that was set."],
    makeFaulty(queue) {
      queue.shiftDeadlines = () => {};
    },
  },
  {
    name: "turns the order of the waiting keys round when the clock is set",
    caughtBy: ["Keys keep their order when the clock was set, and new ones find their place."],
    makeFaulty(queue) {
      const shiftWaits = queue.shiftWaits.bind(queue);
      queue.shiftWaits = (byMs) => {
        shiftWaits(byMs);
        queue.keys.lists.waiting.reverse();
      };
    },
  },
];
