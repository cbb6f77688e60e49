import type { MetricsProvider } from "@workset/metrics";
import type { AddsKeys } from "../in-hand/adds-keys.ts";
import type { EventSource } from "../sources/event-source.ts";
import type { Handler } from "../in-hand/run.ts";
import type { WorkSource } from "../in-hand/work.ts";
import type { WorkableQueue } from "../in-hand/work-source.ts";
import type { Batch, WorkersSettings } from "../workers/workers-options.ts";

/** A queue in the process, a durable one, or whatever both takes keys and hands out work. */
export type ControllerQueue<T> = AddsKeys<T> & (WorkableQueue<T> | WorkSource<T>);

/** How a controller is made: a queue, what fills it, and what is done with each key. The rest is how the workers work. */
export interface ControllerOptions<T> extends WorkersSettings<T> {
  /** The name for logs, metrics and observers. */
  readonly name: string;
  /** Where the keys wait. The controller shuts it down when it stops, and leaves it to its owner to close it. */
  readonly queue: ControllerQueue<T>;
  /**
   * Where keys come from. All of them have synced before the first run, so that no handler sees a cache half filled.
   * @defaultValue none: keys come by `add` alone
   */
  readonly sources?: readonly EventSource<T>[];
  /** Brings a key in order, or several at once. */
  readonly reconcile: Handler<T> | Batch<T>;
  /**
   * How long the sources may take to sync, in milliseconds; then the start fails.
   * @defaultValue 120,000
   */
  readonly syncTimeoutMs?: number;
  /** Where metrics of the runs go. @defaultValue nowhere */
  readonly metrics?: MetricsProvider;
}
