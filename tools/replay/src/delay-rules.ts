import { isDeepStrictEqual } from "node:util";
import { fields, flag, list, number, optional, set, text, type Check } from "./checks.ts";
import type { QueuePlace } from "./queue-place.ts";
import type { Departure } from "./replay-trace.ts";
import { allOf, type ReplayedDelayedQueue } from "./replayed-queue.ts";

/** The state of a queue with delays. */
export const delayedState: Check<object> = fields({
  len: number,
  queue: list(text),
  processing: set,
  shuttingDown: flag,
  nowMs: number,
  drains: optional(number, 0),
});

/** Deadlines are sums of computed delays: two of one instant may lie this far apart, in milliseconds. */
const sameInstantMs = 2e-6;

/**
 * Keys due at one instant leave client-go's binary heap in an order of its own; ours go in order of arrival. The trace
 * counts up to the step at which the two orders part, and nothing but the order of such keys may be different there.
 */
export const tiedDeadlines: Departure<QueuePlace<ReplayedDelayedQueue>> = {
  why: "keys due at one instant go in order of arrival, where client-go's heap leaves the order open",
  async before(place, { op }) {
    if (op !== "clockStep") return undefined;
    const waiting = await allOf(place.queue.waiting());
    const dueInMs = new Map(waiting.map(({ key, dueInMs }) => [key, dueInMs]));
    const areTied = (a: string, b: string): boolean =>
      Math.abs((dueInMs.get(a) ?? NaN) - (dueInMs.get(b) ?? NaN)) <= sameInstantMs;
    return ([only, ...others]) =>
      only?.part === "state.queue" &&
      others.length === 0 &&
      isReordering(only.expected as readonly string[], only.got as readonly string[], areTied);
  },
};

/** Whether one line is the other with nothing but tied keys in each other's places. */
function isReordering(
  recorded: readonly string[],
  ours: readonly string[],
  areTied: (a: string, b: string) => boolean,
): boolean {
  return (
    isDeepStrictEqual(recorded.toSorted(), ours.toSorted()) &&
    recorded.every((key, place) => key === ours[place] || areTied(key, ours[place]!))
  );
}
