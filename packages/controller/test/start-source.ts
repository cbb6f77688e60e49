import { ManualClock } from "@workset/clock";
import type { EnqueueOptions, EventSource } from "@workset/controller";

/** Starts a source, and records what it enqueues and reports. */
export function startSource<T = string>(
  source: EventSource<T>,
  {
    clock = new ManualClock(),
    enqueue = async () => undefined,
    signal = new AbortController().signal,
  }: Partial<Start<T>> = {},
): Started<T> {
  const items: (readonly [item: T, priority: number])[] = [];
  const options: EnqueueOptions[] = [];
  const reports: unknown[] = [];
  const synced = source.start(
    {
      enqueue: async (item, given = {}) => {
        items.push([item, given.priority ?? 0]);
        options.push(given);
        await enqueue(item);
      },
      clock,
      keyOf: (item) => String(item),
      report: (error) => reports.push(error),
    },
    signal,
  );
  synced.catch(() => {});
  return { items, options, reports, clock, synced };
}

interface Started<T> {
  readonly items: readonly (readonly [item: T, priority: number])[];
  readonly options: readonly EnqueueOptions[];
  readonly reports: readonly unknown[];
  readonly clock: ManualClock;
  /** Settles as the start of the source does. */
  readonly synced: Promise<void>;
}

interface Start<T> {
  readonly clock: ManualClock;
  readonly enqueue: (item: T) => Promise<void>;
  readonly signal: AbortSignal;
}
