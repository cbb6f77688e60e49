import type { WorkqueueMetrics } from "./workqueue-metrics.ts";

/** What each metric is called, and what a scrape says that it is. The first seven names are client-go's. */
export const namesAndHelp: Record<keyof WorkqueueMetrics, { readonly name: string; readonly help: string }> =
  {
    depth: { name: "workqueue_depth", help: "Keys that need work now." },
    adds: { name: "workqueue_adds_total", help: "Adds that the queue accepted." },
    latency: {
      name: "workqueue_queue_duration_seconds",
      help: "Seconds that a key stays in the queue before it is got.",
    },
    workDuration: {
      name: "workqueue_work_duration_seconds",
      help: "Seconds that the work on a key takes.",
    },
    unfinishedWork: {
      name: "workqueue_unfinished_work_seconds",
      help:
        "Seconds of work that is under way and not yet in work_duration, summed over all keys in hand. " +
        "Large values mean stuck workers: each stuck worker adds one second a second.",
    },
    longestRunning: {
      name: "workqueue_longest_running_processor_seconds",
      help: "Seconds for which the key that is in hand the longest has been so.",
    },
    retries: { name: "workqueue_retries_total", help: "Adds that were asked for with a delay." },

    waiting: { name: "workqueue_waiting_depth", help: "Keys that are not yet due." },
    oldestReady: {
      name: "workqueue_oldest_ready_seconds",
      help: "Seconds for which the key that is ready the longest has been so.",
    },
    coalesced: { name: "workqueue_coalesced_total", help: "Adds of keys that needed work already." },
    dropped: { name: "workqueue_dropped_total", help: "Adds refused because the queue was shutting down." },

    crashed: {
      name: "workqueue_crashed_total",
      help: "Keys that were found in hand when the queue was opened.",
    },
    quarantined: {
      name: "workqueue_quarantined_total",
      help: "Keys that were in hand at too many crashes, and went to the failed set.",
    },
    fenced: {
      name: "workqueue_fenced_total",
      help: "Endings of work that came too late and changed nothing.",
    },
    commits: {
      name: "workqueue_store_commits_total",
      help: "Commits of the store that carried something for any of its queues.",
    },
    committedVerbs: { name: "workqueue_store_verbs_total", help: "Verbs that those commits carried." },
    faulted: { name: "workqueue_store_faulted", help: "1 while the store can not write, otherwise 0." },
    logBytes: {
      name: "workqueue_store_log_bytes",
      help: "Bytes in the log that the store has yet to write into its file.",
    },
  };
