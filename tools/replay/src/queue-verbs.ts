import { anyObject, fieldOf, fields, flag, list, number, text, textOrNull, type Check } from "./checks.ts";
import type { QueuePlace } from "./queue-place.ts";
import type { ReplayedDelayedQueue, ReplayedQueue } from "./replayed-queue.ts";
import type { Resolved } from "./trace.ts";
import { asking, doing, starting, type Verb } from "./verb.ts";

type Verbs<Name extends string, P> = Readonly<Record<Name, Verb<P>>>;

interface With<Q extends ReplayedQueue> {
  readonly queue: Q;
}

const none = fields({});
/** The arguments of an op on one item. */
export const oneItem: Check<{ readonly item: string }> = fields({ item: text });

const got = fields({ item: textOrNull, shutdown: flag });
const blocked = fields({ blocked: flag });
const gotOrBlocked: Check<object> = (value, at) =>
  fieldOf(anyObject(value, at), "blocked") === undefined ? got(value, at) : blocked(value, at);

/** The ops of every queue. */
export const queueVerbs: Verbs<"add" | "get" | "done" | "shutDown", With<ReplayedQueue>> = {
  add: doing(oneItem, ({ queue }, { item }) => queue.add(item)),
  get: asking(none, gotOrBlocked, async ({ queue }) => {
    const lease = await queue.tryGet();
    if (lease) return { item: lease.item, shutdown: false };
    return (await queue.shuttingDown) ? { item: null, shutdown: true } : { blocked: true };
  }),
  done: doing(oneItem, ({ queue }, { item }) => queue.done(item)),
  shutDown: doing(none, ({ queue }) => queue.shutDown()),
};

/** The other ops of a queue, where it is not recorded for its metrics. */
export const observedVerbs: Verbs<
  "len" | "shuttingDown" | "shutDownWithDrain",
  With<ReplayedQueue> & Pick<QueuePlace<ReplayedQueue>, "drain">
> = {
  len: asking(none, number, ({ queue }) => queue.length),
  shuttingDown: asking(none, flag, ({ queue }) => queue.shuttingDown),
  shutDownWithDrain: starting(
    fields({ drain: text }),
    ({ drain }) => `drain ${drain}`,
    (place, { drain }) => place.drain(drain),
  ),
};

/** A get which waits in the background. */
export const waitingVerbs: Verbs<"getWait", Pick<QueuePlace<ReplayedQueue>, "getWait">> = {
  getWait: starting(
    fields({ waiter: text }),
    ({ waiter }) => `waiter ${waiter}`,
    (place, { waiter }) => place.getWait(waiter),
  ),
};

/** The ops of every queue with delays. */
export const delayVerbs: Verbs<"addAfter", With<ReplayedDelayedQueue>> = {
  addAfter: doing(fields({ item: text, ms: number }), ({ queue }, { item, ms }) => queue.addAfter(item, ms)),
};

const waiterResolved = fields({ waiter: text, item: textOrNull, shutdown: flag });
const drainResolved = fields({ drain: text });

/** The background calls of a queue that returned during a step. */
export const resolved: Check<readonly Resolved[]> = list((value, at) =>
  fieldOf(anyObject(value, at), "drain") === undefined ? waiterResolved(value, at) : drainResolved(value, at),
);
