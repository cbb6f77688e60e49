/**
 * The series of the project, each described once. A backend maps these tables as a whole, so a new series is a line here
 * and the call that counts.
 */

/** What a number is. `"depth"`: it goes up and down, by priority. */
export type SeriesKind = "counter" | "gauge" | "depth" | "histogram";

/** A metric of Prometheus in which a series is shown. */
export interface PrometheusMetric {
  readonly name: string;
  /** Labels that distinguish the series which share the metric. */
  readonly labels?: Readonly<Record<string, string>>;
  /** @defaultValue the help of the series */
  readonly help?: string;
}

/** A series. */
export interface SeriesDescription {
  readonly kind: SeriesKind;
  /** The metrics of Prometheus in which it is shown. */
  readonly prometheus: readonly PrometheusMetric[];
  /** The name in OpenTelemetry. */
  readonly openTelemetry: string;
  /** What a backend shows to a reader. */
  readonly help: string;
  /** How the processes of a cluster are put together. @defaultValue they are summed */
  readonly aggregate?: "max";
}

/** A {@link SeriesDescription} as a row; a metric of Prometheus that is shared by no other series is given by its name. */
export type SeriesRow = readonly [
  kind: SeriesKind,
  prometheus: string | readonly PrometheusMetric[],
  openTelemetry: string,
  help: string,
  aggregate?: "max",
];

/** The series of one kind of component, by the name under which it counts. */
export type SeriesTable = Readonly<Record<string, SeriesRow>>;

/** What a row says. */
export function described([kind, prometheus, openTelemetry, help, aggregate]: SeriesRow): SeriesDescription {
  const metrics = typeof prometheus === "string" ? [{ name: prometheus }] : prometheus;
  return { kind, prometheus: metrics, openTelemetry, help, ...(aggregate && { aggregate }) };
}

/** A work queue. The first six mean exactly what they mean in client-go. */
// prettier-ignore
export const queueTable = {
  /** Rises with each accepted add, also of a key that is processed; falls when a key is got. */
  depth: ["depth", "workqueue_depth", "workset.queue.depth", "Keys that need work now."],
  /** Neither coalesced nor dropped. A key that is ready again after its run, because it was added meanwhile, is none. */
  adds: ["counter", "workqueue_adds_total", "workset.queue.adds", "Adds that the queue accepted."],
  /** From the first accepted add of a key until it is got. */
  latency: ["histogram", "workqueue_queue_duration_seconds", "workset.queue.wait", "Seconds that a key stays in the queue before it is got."],
  /** From `get` to `done`. */
  workDuration: ["histogram", "workqueue_work_duration_seconds", "workset.queue.work", "Seconds that the work on a key takes."],
  /** Refreshed every 500 ms until the queue is shut down. */
  unfinishedWork: ["gauge", "workqueue_unfinished_work_seconds", "workset.queue.unfinished_work",
    "Seconds of work under way and not yet in work_duration, summed over all keys being processed. Large values mean stuck workers: each stuck worker adds one second a second."],
  /** Refreshed like `unfinishedWork`. */
  longestRunning: ["gauge", "workqueue_longest_running_processor_seconds", "workset.queue.longest_running",
    "Seconds for which the key that is processed the longest has been so.", "max"],
  /** Refreshed like `unfinishedWork`. */
  oldestReady: ["gauge", "workqueue_oldest_ready_seconds", "workset.queue.oldest_ready",
    "Seconds for which the key that is ready the longest has been so.", "max"],
  coalesced: ["counter", "workqueue_coalesced_total", "workset.queue.coalesced", "Adds of keys that needed work already."],
  dropped: ["counter", "workqueue_dropped_total", "workset.queue.dropped", "Adds refused because the queue was shutting down."],
} as const;

/** The delays over a work queue. */
// prettier-ignore
export const delayTable = {
  /** Calls of `addAfter` before the shutdown, whatever their delay, the coalesced ones included: as in client-go. */
  retries: ["counter", "workqueue_retries_total", "workset.queue.retries", "Adds that were asked for with a delay."],
  waiting: ["gauge", "workqueue_waiting_depth", "workset.queue.waiting", "Keys that are not yet due."],
} as const;

/** What only a durable queue has. */
// prettier-ignore
export const durableTable = {
  /** Their last owner crashed. */
  crashed: ["counter", "workqueue_crashed_total", "workset.queue.crashed",
    "Keys that an owner was processing when it crashed, found at the opening."],
  quarantined: ["counter", "workqueue_quarantined_total", "workset.queue.quarantined",
    "Keys that were processed at too many crashes, and went to the failed set."],
  fenced: ["counter", "workqueue_fenced_total", "workset.queue.fenced", "Releases that came too late and changed nothing."],
  /** Empty ones do not count. */
  commits: ["counter", "workqueue_store_commits_total", "workset.store.commits",
    "Commits of the store that carried something for any of its queues."],
  /** Divided by `commits`, the size of a group. */
  committedVerbs: ["counter", "workqueue_store_verbs_total", "workset.store.verbs", "Verbs that those commits carried."],
  faulted: ["gauge", "workqueue_store_faulted", "workset.store.faulted", "1 while the store cannot write, otherwise 0.", "max"],
  /** 0 without such a log. */
  logBytes: ["gauge", "workqueue_store_log_bytes", "workset.store.log", "Bytes in the log that the store has yet to write into its file.", "max"],
} as const;

/** A controller. All mean what they mean in controller-runtime. */
// prettier-ignore
export const controllerTable = {
  success: ["counter", [{ name: "controller_runtime_reconcile_total", labels: { result: "success" }, help: "Runs, by how they ended." }], "workset.controller.success",
    "Runs that succeeded, with nothing more to do."],
  requeueAfter: ["counter", [{ name: "controller_runtime_reconcile_total", labels: { result: "requeue_after" } }], "workset.controller.again",
    "Runs that succeeded, and named a time for the next."],
  /** Those whose key was given up are included. */
  error: ["counter", [{ name: "controller_runtime_reconcile_total", labels: { result: "error" } }, { name: "controller_runtime_reconcile_errors_total" }], "workset.controller.error",
    "Runs that failed."],
  terminalErrors: ["counter", "controller_runtime_terminal_reconcile_errors_total", "workset.controller.given_up",
    "Runs that failed and whose key was given up."],
  timeouts: ["counter", "controller_runtime_reconcile_timeouts_total", "workset.controller.timeouts", "Runs that passed their time limit."],
  runTime: ["histogram", "controller_runtime_reconcile_time_seconds", "workset.controller.run", "Seconds that a run takes."],
  maxConcurrent: ["gauge", "controller_runtime_max_concurrent_reconciles", "workset.controller.max_concurrent",
    "How many runs may be under way at once."],
  activeWorkers: ["gauge", "controller_runtime_active_workers", "workset.controller.active", "How many runs are under way."],
} as const;

/** An informer. The first three mean what they mean in client-go. */
// prettier-ignore
export const informerTable = {
  queued: ["gauge", "informer_queued_items", "workset.informer.queued", "Changes that wait to be written to the cache."],
  processing: ["histogram", "informer_processing_latency_seconds", "workset.informer.processing",
    "Seconds from taking a batch of changes until it is queued for all handlers."],
  /** Where the version is a whole number. A double holds 15 digits exactly. */
  storeVersion: ["gauge", "informer_store_resource_version", "workset.informer.store_version",
    "The version of the cache, its last 15 digits.", "max"],
  backlog: ["gauge", "informer_handler_backlog", "workset.informer.backlog", "Calls that wait for handlers."],
  added: ["counter", [{ name: "informer_events_total", labels: { type: "add" }, help: "Events reported to the handlers, by type." }], "workset.informer.added",
    "Objects that were added, as reported to the handlers."],
  updated: ["counter", [{ name: "informer_events_total", labels: { type: "update" } }], "workset.informer.updated",
    "Objects that changed or were sent again, as reported to the handlers."],
  deleted: ["counter", [{ name: "informer_events_total", labels: { type: "delete" } }], "workset.informer.deleted",
    "Objects that were deleted, as reported to the handlers."],
  lists: ["counter", "informer_list_requests_total", "workset.informer.lists", "Pages of lists that were asked for."],
  watches: ["counter", "informer_watch_requests_total", "workset.informer.watches", "Watches that were asked for."],
  missed: ["counter", "informer_missed_changes_total", "workset.informer.missed",
    "Changes that a periodic list found, and no watch had delivered."],
  failures: ["counter", "informer_failures_total", "workset.informer.failures", "Failures of lists, watches, events, handlers and saves."],
} as const;
