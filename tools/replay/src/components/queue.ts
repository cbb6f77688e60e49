import { isDeepStrictEqual } from "node:util";
import { ManualClock } from "@workset/clock";
import { WorkQueue } from "@workset/queue";
import { fieldOf, fields, flag, list, number, optional, set, text } from "../checks.ts";
import { component, type Component } from "../component.ts";
import { QueuePlace } from "../queue-place.ts";
import { observedVerbs, queueVerbs, resolved, waitingVerbs } from "../queue-verbs.ts";
import type { Departure } from "../replay-trace.ts";
import type { ReplayedQueue } from "../replayed-queue.ts";
import type { Awaitable } from "../verb.ts";

type Place = QueuePlace<ReplayedQueue>;

const recordedState = fields({
  len: number,
  queue: list(text),
  dirty: set,
  processing: set,
  shuttingDown: flag,
  waiters: optional(number, 0),
  drains: optional(number, 0),
});

/** `queue`, replayed on queues made by `open`. */
export function queueComponent(open: () => Awaitable<Place> = openWorkQueue): Component {
  return component<{ readonly doneOfIdleItems: boolean }, Place>({
    name: "queue",
    config: fields({ doneOfIdleItems: optional(flag, false) }),
    verbs: { ...queueVerbs, ...observedVerbs, ...waitingVerbs },
    resolved,
    state: (value, at) => {
      const state = recordedState(value, at);
      return { ...state, getters: state.waiters };
    },
    open,
    departures: ({ doneOfIdleItems }) => (doneOfIdleItems ? [doneOfReadyKey] : []),
  });
}

function openWorkQueue(): Place {
  const clock = new ManualClock();
  const queue = new WorkQueue({ clock });
  return new QueuePlace<ReplayedQueue>(queue, clock, () => queue[Symbol.dispose]());
}

/**
 * `done` of a key that is ready and not processing queues a second copy of it in client-go, and from there on
 * two workers may hold it at once. Ours does nothing. The trace counts up to that step, and the copy must be all that
 * is different there.
 */
const doneOfReadyKey: Departure<Place> = {
  why: "done of a key that is not processing does nothing",
  async before(place, { op, args }) {
    if (op !== "done") return undefined;
    const item = fieldOf(args as object, "item") as string;
    const { queue, processing, len } = await place.look();
    if (!queue.includes(item) || processing.includes(item)) return undefined;
    const meant = new Map<string, unknown>([
      ["state.len", len + 1],
      ["state.queue", [...queue, item]],
    ]);
    return (found) =>
      found.length === meant.size &&
      found.every(({ part, expected }) => isDeepStrictEqual(expected, meant.get(part)));
  },
};
