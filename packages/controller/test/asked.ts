import { ManualClock } from "@workset/clock";
import type { EnqueueOptions, EventSource } from "@workset/controller";

/** Starts a source, and says what it asked for and reported. */
export function asked<T = string>(
  source: EventSource<T>,
  { clock = new ManualClock(), enqueue = async () => undefined }: Partial<Asking<T>> = {},
): Asked<T> {
  const items: (readonly [item: T, priority: number])[] = [];
  const options: EnqueueOptions[] = [];
  const reports: unknown[] = [];
  source.start(
    async (item, given = {}) => {
      items.push([item, given.priority ?? 0]);
      options.push(given);
      await enqueue(item);
    },
    { clock, keyOf: (item) => String(item), report: (error) => reports.push(error) },
  );
  return { items, options, reports, clock };
}

interface Asked<T> {
  readonly items: readonly (readonly [item: T, priority: number])[];
  readonly options: readonly EnqueueOptions[];
  readonly reports: readonly unknown[];
  readonly clock: ManualClock;
}

interface Asking<T> {
  readonly clock: ManualClock;
  readonly enqueue: (item: T) => Promise<void>;
}
