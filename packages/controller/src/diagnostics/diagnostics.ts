import type { Observer, RunEnded, RunStarted } from "@workset/controller";
import { enqueuedChannel, overdueChannel, runChannel } from "./channels.ts";

/**
 * An observer that publishes on `node:diagnostics_channel`. Give it to any number of controllers; it keeps no state, and
 * without subscribers it creates no messages.
 *
 * Of the channels of a `TracingChannel` a run publishes `start`, and when it has ended `error`, if it failed, and
 * `asyncEnd`. The run does not happen inside the channel: no store is bound to it, and `end` and `asyncStart` are not
 * published.
 */
export const diagnostics: Observer = {
  enqueued(event) {
    if (enqueuedChannel.hasSubscribers) enqueuedChannel.publish(event);
  },
  started(event) {
    const { start, asyncEnd, error } = runChannel;
    if (!start.hasSubscribers && !asyncEnd.hasSubscribers && !error.hasSubscribers) return;
    const run = tracedRun(event);
    start.publish(run);
    return (ended) => {
      Object.assign(run, ended, failureOf(ended));
      if ("error" in run) error.publish(run);
      asyncEnd.publish(run);
    };
  },
  overdue(event) {
    if (overdueChannel.hasSubscribers) overdueChannel.publish(event);
  },
};

/** The item is read on first access: a durable queue decodes it then. */
function tracedRun(event: RunStarted): RunStarted {
  const { controller, key, attempt, priority } = event;
  return {
    controller,
    key,
    attempt,
    priority,
    get item() {
      return event.item;
    },
  };
}

function failureOf({ outcome }: RunEnded): { readonly error: unknown } | undefined {
  return "cause" in outcome ? { error: outcome.cause } : undefined;
}
