import { ManualClock } from "@workset/clock";
import { RateLimitingQueue } from "@workset/rate-limiters";
import { fields, flag, number } from "../checks.ts";
import { clockVerbs } from "../clock-verbs.ts";
import { component, type Component } from "../component.ts";
import { delayedState, tiedDeadlines } from "../delay-rules.ts";
import { limiter, type MakeLimiter } from "../limiter-config.ts";
import { QueuePlace } from "../queue-place.ts";
import { delayVerbs, observedVerbs, oneItem, queueVerbs, resolved } from "../queue-verbs.ts";
import type { ReplayedRateLimitedQueue } from "../replayed-queue.ts";
import type { Departure } from "../replay-trace.ts";
import { asking, doing, type Awaitable, type Verb } from "../verb.ts";

type Place = QueuePlace<ReplayedRateLimitedQueue>;

interface Config {
  readonly limiter: MakeLimiter;
  readonly ties: boolean;
}

const limitVerbs: Readonly<Record<string, Verb<Place>>> = {
  addRateLimited: doing(oneItem, ({ queue }, { item }) => queue.addRateLimited(item)),
  forget: doing(oneItem, ({ queue }, { item }) => queue.forget(item)),
  numRequeues: asking(oneItem, number, ({ queue }, { item }) => queue.numRequeues(item)),
};

/** `rateLimitingQueue`, replayed on queues made by `open`, which may differ from client-go's in `departures`. */
export function rateLimitingQueueComponent(
  open: (limiter: MakeLimiter) => Awaitable<Place> = openRateLimitingQueue,
  departures: readonly Departure<Place>[] = [],
): Component {
  return component<Config, Place>({
    name: "rateLimitingQueue",
    config: fields({ limiter, ties: flag }),
    verbs: { ...queueVerbs, ...observedVerbs, ...delayVerbs, ...clockVerbs, ...limitVerbs },
    resolved,
    state: delayedState,
    open: ({ limiter }) => open(limiter),
    departures: ({ ties }) => (ties ? [tiedDeadlines, ...departures] : departures),
  });
}

function openRateLimitingQueue(makeLimiter: MakeLimiter): Place {
  const clock = new ManualClock();
  const queue = new RateLimitingQueue({ clock, limiter: makeLimiter(clock) });
  return new QueuePlace<ReplayedRateLimitedQueue>(queue, clock, () => queue[Symbol.dispose]());
}
