import { ManualClock } from "@workset/clock";
import { DelayingQueue } from "@workset/delaying";
import { fields, flag } from "../checks.ts";
import { clockVerbs } from "../clock-verbs.ts";
import { component, type Component } from "../component.ts";
import { delayedState, tiedDeadlines } from "../delay-rules.ts";
import { QueuePlace } from "../queue-place.ts";
import { delayVerbs, observedVerbs, queueVerbs, resolved } from "../queue-verbs.ts";
import type { ReplayedDelayedQueue } from "../replayed-queue.ts";
import type { Awaitable } from "../verb.ts";

type Place = QueuePlace<ReplayedDelayedQueue>;

/** `delayingQueue`, replayed on queues made by `open`. */
export function delayingQueueComponent(open: () => Awaitable<Place> = openDelayingQueue): Component {
  return component<{ readonly ties: boolean }, Place>({
    name: "delayingQueue",
    config: fields({ ties: flag }),
    verbs: { ...queueVerbs, ...observedVerbs, ...delayVerbs, ...clockVerbs },
    resolved,
    state: delayedState,
    open,
    departures: ({ ties }) => (ties ? [tiedDeadlines] : []),
  });
}

function openDelayingQueue(): Place {
  const clock = new ManualClock();
  const queue = new DelayingQueue({ clock });
  return new QueuePlace<ReplayedDelayedQueue>(queue, clock, () => queue[Symbol.dispose]());
}
