import { channel, tracingChannel, type Channel, type TracingChannel } from "node:diagnostics_channel";
import type { RunEnded, RunStarted } from "@workset/controller";

/** The names of the channels. */
export const channelNames = {
  /** A source asked for a key: {@link Enqueued}. */
  enqueued: "workset:enqueued",
  /** The name of a `TracingChannel`, whose messages are {@link TracedRun}s. */
  run: "workset:run",
  /** A run has passed its time limit: {@link Overdue}. */
  overdue: "workset:run:overdue",
} as const;

/** A source asked for a key. */
export interface Enqueued {
  readonly controller: string;
  readonly key: string;
  readonly source: string;
}

/** A run has passed its time limit and is still under way. */
export interface Overdue {
  readonly controller: string;
  readonly key: string;
  readonly runMs: number;
}

/** A run: one object from its start to its end, which others may add to. What comes with the end is absent before. */
export interface TracedRun extends RunStarted, Partial<RunEnded> {
  /** Why the run failed, when it did. */
  readonly error?: unknown;
}

export const enqueuedChannel: Channel = channel(channelNames.enqueued);
export const overdueChannel: Channel = channel(channelNames.overdue);
export const runChannel: TracingChannel = tracingChannel(channelNames.run);
