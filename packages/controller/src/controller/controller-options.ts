import type { MetricsProvider } from "@workset/metrics";
import type { EventSource } from "../sources/event-source.ts";
import type { Handler } from "../work/run.ts";
import type { WorkableQueue } from "../work/work-source.ts";
import type { AddsKeys, WorkSource } from "../work/work.ts";
import type { Batch, WorkersSettings } from "../workers/workers-options.ts";

/** An in-process queue, a durable one, or anything that both takes keys and hands out work. */
export type ControllerQueue<T> = AddsKeys<T> & (WorkableQueue<T> | WorkSource<T>);

/** How a controller is made: a queue, its sources, and the handler. The rest is how its workers work. */
export interface ControllerOptions<T> extends WorkersSettings<T> {
  /** The name for logs, metrics and observers. */
  readonly name: string;
  /** Where the keys wait. The controller shuts it down when it stops; closing it is left to its owner. */
  readonly queue: ControllerQueue<T>;
  /**
   * Where keys come from. All of them have synced before the first run, so that no handler sees a cache half filled.
   * @defaultValue none: keys come from `add` only
   */
  readonly sources?: readonly EventSource<T>[];
  /** Reconciles a key, or several at once. */
  readonly reconcile: Handler<T> | Batch<T>;
  /**
   * How long the sources may take to sync, in milliseconds; then the start fails.
   * @defaultValue 120,000
   */
  readonly syncTimeoutMs?: number;
  /**
   * How long a source may fail, in milliseconds, before the controller's status says that it is not ready.
   * @defaultValue 60,000
   */
  readonly unreadyAfterMs?: number;
  /** Where the metrics of the runs go. They are kept after a stop, until the controller is disposed. @defaultValue nowhere */
  readonly metrics?: MetricsProvider;
}
