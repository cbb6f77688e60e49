import type {
  ControllerSeries,
  DelaySeries,
  DurableSeries,
  InformerSeries,
  QueueSeries,
} from "@workset/metrics";

/** What kind of number it is. `"depth"`: one that goes up and down, by priority. */
export type Kind = "counter" | "gauge" | "depth" | "histogram";

/** The numbers of a family of series, by what the family calls them. */
export type Described<S> = {
  readonly [Name in Exclude<keyof S, symbol>]: readonly [kind: Kind, name: string, description: string];
};

export const queueNumbers: Described<QueueSeries> = {
  depth: ["depth", "workset.queue.depth", "Keys that need work now."],
  adds: ["counter", "workset.queue.adds", "Adds that the queue accepted."],
  latency: ["histogram", "workset.queue.wait", "How long a key stays in the queue before it is got."],
  workDuration: ["histogram", "workset.queue.work", "How long the work on a key takes."],
  unfinishedWork: ["gauge", "workset.queue.unfinished_work", "The summed age of all keys in hand."],
  longestRunning: ["gauge", "workset.queue.longest_running", "The age of the key in hand the longest."],
  oldestReady: ["gauge", "workset.queue.oldest_ready", "The age of the key that is ready the longest."],
  coalesced: ["counter", "workset.queue.coalesced", "Adds of keys that needed work already."],
  dropped: ["counter", "workset.queue.dropped", "Adds refused because the queue was shutting down."],
};

export const delayNumbers: Described<DelaySeries> = {
  retries: ["counter", "workset.queue.retries", "Adds that were asked for with a delay."],
  waiting: ["gauge", "workset.queue.waiting", "Keys that are not yet due."],
};

export const durableNumbers: Described<DurableSeries> = {
  crashed: ["counter", "workset.queue.crashed", "Keys that were found in hand at the opening."],
  quarantined: ["counter", "workset.queue.quarantined", "Keys that were in hand at too many crashes."],
  fenced: ["counter", "workset.queue.fenced", "Endings of work that came too late."],
  commits: ["counter", "workset.store.commits", "Commits of the store."],
  committedVerbs: ["counter", "workset.store.verbs", "Verbs that those commits carried."],
  faulted: ["gauge", "workset.store.faulted", "1 while the store can not write, otherwise 0."],
  logBytes: ["gauge", "workset.store.log", "Bytes in the log that the store has yet to write into its file."],
};

export const controllerNumbers: Described<ControllerSeries> = {
  success: ["counter", "workset.controller.success", "Runs that ended well, with nothing more to do."],
  requeueAfter: ["counter", "workset.controller.again", "Runs that ended well and named a time."],
  error: ["counter", "workset.controller.error", "Runs that failed."],
  terminalErrors: ["counter", "workset.controller.given_up", "Runs whose key was given up."],
  timeouts: ["counter", "workset.controller.timeouts", "Runs that passed their time limit."],
  runTime: ["histogram", "workset.controller.run", "How long a run takes."],
  maxConcurrent: ["gauge", "workset.controller.max_concurrent", "How many runs may be under way at once."],
  activeWorkers: ["gauge", "workset.controller.active", "How many runs are under way."],
};

export const informerNumbers: Described<InformerSeries> = {
  queued: ["gauge", "workset.informer.queued", "Changes that wait to be written to the cache."],
  processing: ["histogram", "workset.informer.processing", "How long a batch takes to reach all handlers."],
  storeVersion: ["gauge", "workset.informer.store_version", "The version of the cache: its last 15 digits."],
  backlog: ["gauge", "workset.informer.backlog", "Calls that wait for handlers."],
  added: ["counter", "workset.informer.added", "Objects that came."],
  updated: ["counter", "workset.informer.updated", "Objects that changed or were told again."],
  deleted: ["counter", "workset.informer.deleted", "Objects that went."],
  lists: ["counter", "workset.informer.lists", "Pages of lists that were asked for."],
  watches: ["counter", "workset.informer.watches", "Watches that were asked for."],
  missed: [
    "counter",
    "workset.informer.missed",
    "Changes that a periodic list found, and no watch had delivered.",
  ],
  failures: ["counter", "workset.informer.failures", "Whatever went wrong."],
};
