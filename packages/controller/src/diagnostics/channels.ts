import { channel, tracingChannel, type Channel, type TracingChannel } from "node:diagnostics_channel";
import type { RunEnded, RunStarted } from "@workset/controller";

/** The names of the channels. */
export const channelNames = {
  /** A source asked for a key: `KeyEnqueued`. */
  enqueued: "workset:enqueued",
  /** The name of a `TracingChannel`, whose messages are {@link TracedRun}s. */
  run: "workset:run",
  /** A run has passed its time limit: `RunOverdue`. */
  overdue: "workset:run:overdue",
} as const;

/** A run: one object from its start to its end, to which subscribers may add. Fields of the end are absent before it. */
export interface TracedRun extends RunStarted, Partial<RunEnded> {
  /** Why the run failed, when it did. */
  readonly error?: unknown;
}

export const enqueuedChannel: Channel = channel(channelNames.enqueued);
export const overdueChannel: Channel = channel(channelNames.overdue);
export const runChannel: TracingChannel = tracingChannel(channelNames.run);
