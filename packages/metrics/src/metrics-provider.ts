/** A number that only grows. */
export interface Counter {
  /** Adds one, or `by` when it is given. */
  inc(by?: number): void;
}

/** A number that is set. */
export interface Gauge {
  /** Replaces the value. */
  set(value: number): void;
}

/** A distribution of durations, in seconds. */
export interface Histogram {
  /** Counts one duration. */
  observe(seconds: number): void;
}

/** How many keys need work, told apart by priority. A backend that keeps no priorities sums them. */
export interface Depth {
  /** One more key of this priority needs work, or `by` more when it is given. */
  inc(priority: number, by?: number): void;
  /** One key of this priority less needs work. */
  dec(priority: number): void;
}

/** The series of one work queue. The first six mean what they mean in client-go, to the letter. */
export interface QueueSeries extends Disposable {
  /** Keys that need work. Rises with each accepted add, also of a key in hand; falls when a key is got. */
  readonly depth: Depth;
  /** Accepted adds: neither coalesced nor dropped. The push-back of a key that changed in hand is none. */
  readonly adds: Counter;
  /** Seconds from the first accepted add of a key until it is got. */
  readonly latency: Histogram;
  /** Seconds from `get` to `done`. */
  readonly workDuration: Histogram;
  /** The summed age, in seconds, of all that is in hand. Refreshed every 500 ms until the queue is shut down. */
  readonly unfinishedWork: Gauge;
  /** The age, in seconds, of what has been in hand the longest. Refreshed like {@link unfinishedWork}. */
  readonly longestRunning: Gauge;
  /** The age, in seconds, of the key that has been ready the longest. Refreshed like {@link unfinishedWork}. */
  readonly oldestReady: Gauge;
  /** Adds of a key that already needed work. */
  readonly coalesced: Counter;
  /** Adds that were refused because the queue is shutting down. */
  readonly dropped: Counter;
  /** Removes the series from the backend. */
  [Symbol.dispose](): void;
}

/** The series of the delays laid over one work queue. */
export interface DelaySeries extends Disposable {
  /**
   * Calls of `addAfter` before the shutdown, whatever their delay and whether or not they were coalesced: what
   * client-go counts as retries.
   */
  readonly retries: Counter;
  /** Keys that wait for their time. */
  readonly waiting: Gauge;
  /** Removes the series from the backend. */
  [Symbol.dispose](): void;
}

/** The series that only a durable queue has. */
export interface DurableSeries extends Disposable {
  /** Keys that were found in hand when the queue was opened: their last owner crashed. */
  readonly crashed: Counter;
  /** Keys that were in hand at too many crashes, and went to the failed set. */
  readonly quarantined: Counter;
  /** Endings that came too late and changed nothing. */
  readonly fenced: Counter;
  /** Commits of the store that carried something for any of its queues. */
  readonly commits: Counter;
  /** Verbs that those commits carried; divided by {@link commits}, the size of a group. */
  readonly committedVerbs: Counter;
  /** 1 while the store can not write, otherwise 0. */
  readonly faulted: Gauge;
  /** Bytes in the log that the store has yet to write into its file, as last looked at; 0 without such a log. */
  readonly logBytes: Gauge;
  /** Removes the series from the backend. */
  [Symbol.dispose](): void;
}

/** The series of one controller. All mean what they mean in controller-runtime. */
export interface ControllerSeries extends Disposable {
  /** Runs that ended well, with nothing more to do. */
  readonly success: Counter;
  /** Runs that ended well, and named a time at which their key is looked at again. */
  readonly requeueAfter: Counter;
  /** Runs that failed, those whose key was given up included. */
  readonly error: Counter;
  /** Runs that failed and whose key was given up. */
  readonly terminalErrors: Counter;
  /** Runs that passed their time limit. */
  readonly timeouts: Counter;
  /** Seconds that a run takes. */
  readonly runTime: Histogram;
  /** How many runs may be under way at once. */
  readonly maxConcurrent: Gauge;
  /** How many runs are under way. */
  readonly activeWorkers: Gauge;
  /** Removes the series from the backend. */
  [Symbol.dispose](): void;
}

/** The series of one informer. The first three mean what they mean in client-go. */
export interface InformerSeries extends Disposable {
  /** Changes that wait to be written to the cache. */
  readonly queued: Gauge;
  /** Seconds from taking a batch of changes until all handlers have it in line. */
  readonly processing: Histogram;
  /** The version of the cache where it is a whole number: its last 15 digits, which a double holds exactly. */
  readonly storeVersion: Gauge;
  /** Calls that wait for handlers, of all of them. */
  readonly backlog: Gauge;
  /** Objects that came, as the handlers are told. */
  readonly added: Counter;
  /** Objects that changed or were told again, as the handlers are told. */
  readonly updated: Counter;
  /** Objects that went, as the handlers are told. */
  readonly deleted: Counter;
  /** Pages of lists that were asked for. */
  readonly lists: Counter;
  /** Watches that were asked for. */
  readonly watches: Counter;
  /** Changes that a periodic list found, and no watch had delivered. */
  readonly missed: Counter;
  /** Whatever went wrong: lists, watches, events, calls of handlers, saves. */
  readonly failures: Counter;
  /** Removes the series from the backend. */
  [Symbol.dispose](): void;
}

/**
 * A metrics backend, as the queues see it. A queue asks once, when it is made, and only if it has a name: without a
 * name, or without a provider, nothing is measured and nothing is spent on measuring.
 *
 * Series are told in the middle of the queue's work: they must neither throw nor call back into the queue. A queue that
 * was disposed may still tell them of keys that end later; a backend that has removed them takes no notice.
 */
export interface MetricsProvider {
  /** The series of the queue of this name. */
  queue(name: string): QueueSeries;
  /** The series of the delays over the queue of this name. */
  delays(name: string): DelaySeries;
  /** The series that the durable queue of this name has besides. A backend without it is told nothing of them. */
  durable?(name: string): DurableSeries;
  /** The series of the controller of this name. A backend without it is told nothing of controllers. */
  controller?(name: string): ControllerSeries;
  /** The series of the informer of this name. A backend without it is told nothing of informers. */
  informer?(name: string): InformerSeries;
}
