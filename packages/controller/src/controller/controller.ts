import {
  checkedDelay,
  required,
  requiredMethods,
  systemClock,
  type Clock,
  type Component,
  type ComponentStatus,
} from "@workset/clock";
import type { ControllerSeries } from "@workset/metrics";
import { metricsObserver } from "../observability/metrics-observer.ts";
import { Observers } from "../observability/observers.ts";
import type { EnqueueOptions } from "../sources/event-source.ts";
import { ControllerError } from "../work/controller-error.ts";
import { SafeLog, silentLog, type Log } from "../work/log.ts";
import type { Outcome } from "../work/outcome.ts";
import { workSource } from "../work/work-source.ts";
import type { AddsKeys, WorkSource } from "../work/work.ts";
import {
  resolveStop,
  type ResolvedStop,
  type WorkersStopOptions,
  type WorkersStopReport,
} from "../workers/stop-options.ts";
import { Workers } from "../workers/workers.ts";
import type { ControllerOptions, ControllerQueue } from "./controller-options.ts";
import { SourceGroup } from "./source-group.ts";

/** How long the sources have to stop after a start that failed. */
const failedStartMs = 5000;

/**
 * Sources enqueue keys, a queue holds them, workers reconcile them.
 *
 * A controller is a list of sources, not a chain of calls: `sources: [forObjects(pods), ownedBy(replicaSets, …)]` is what
 * `For(…).Owns(…)` is elsewhere, each source takes its own options, and the compiler knows the item from the queue to the
 * handler.
 */
export class Controller<T = string>
  implements Component<WorkersStopOptions, WorkersStopReport>, AsyncDisposable
{
  readonly name: string;
  readonly #queue: AddsKeys<T>;
  readonly #sources: SourceGroup<T>;
  readonly #workers: Workers<T>;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #observers: Observers;
  #series: ControllerSeries | undefined;
  readonly #unreadyAfterMs: number;
  readonly #stopping = new AbortController();
  #state: ComponentStatus["state"] = "new";
  #failure: string | undefined;
  #starting: Promise<void> | undefined;
  #stopped: Promise<WorkersStopReport> | undefined;

  /** @throws RangeError or TypeError, naming the option, when one has no meaning. */
  constructor(options: ControllerOptions<T>) {
    const { sources = [], syncTimeoutMs = 120_000, unreadyAfterMs = 60_000, metrics, ...workers } = options;
    const { clock = systemClock, log = silentLog, observers = [] } = options;
    const name = required("name", options.name, "give the name for logs, metrics and observers");
    const queue = checkedQueue(options.queue);
    const reconcile = required("reconcile", options.reconcile, "give the handler, or { handle, max }");
    this.name = name;
    this.#queue = queue;
    this.#clock = clock;
    this.#log = new SafeLog(log).child({ controller: name });
    this.#observers = new Observers(observers, this.#log);
    this.#unreadyAfterMs = checkedDelay("unreadyAfterMs", unreadyAfterMs);
    this.#sources = new SourceGroup<T>(sources, {
      keyOf: queue.keyOf,
      enqueue: (item, source, options) => this.#enqueue(item, source, options),
      syncTimeoutMs: checkedDelay("syncTimeoutMs", syncTimeoutMs),
      clock,
      log: this.#log,
    });
    const series = metrics?.controller?.(name);
    try {
      this.#workers = new Workers<T>({
        ...workers,
        log: this.#log,
        source: sourceOf(queue),
        handler: reconcile,
        observers: series ? [metricsObserver(series), ...observers] : observers,
      });
    } catch (error) {
      series?.[Symbol.dispose]();
      throw error;
    }
    this.#series = series;
    this.#series?.maxConcurrent.set(this.#workers.concurrency);
  }

  /** How many handlers run at once. It may be changed at any time; lowering it cuts no run short. */
  get concurrency(): number {
    return this.#workers.concurrency;
  }

  set concurrency(concurrency: number) {
    this.#workers.concurrency = concurrency;
    this.#series?.maxConcurrent.set(concurrency);
  }

  /** Whether all sources have enqueued what existed at the start. */
  get hasSynced(): boolean {
    return this.#state === "running";
  }

  /**
   * How the controller is doing. It is ready when all sources have synced, and none has been failing for longer than
   * `unreadyAfterMs`; the reason names the source, its error and since when.
   */
  get status(): ComponentStatus {
    const state = this.#state;
    const failing = state === "running" ? this.#sources.failingFor(this.#unreadyAfterMs) : undefined;
    const reason = this.#failure ?? failing ?? (state === "starting" ? this.#sources.waitsFor : undefined);
    return {
      state,
      healthy: state !== "failed",
      ready: state === "running" && failing === undefined,
      ...(reason !== undefined && { reason }),
    };
  }

  /**
   * Starts the sources, waits until all have synced, and starts the workers; it resolves then. A second call gives the
   * same promise. The controller keeps the process running until it is stopped, unless `keepsAlive` is `false`.
   * @throws ControllerError `sync-timeout` when a source does not sync in time, `stopped` when the controller is stopped
   * before or meanwhile; or why a source cannot start. The sources are stopped then, and the queue is as it was.
   */
  start(): Promise<void> {
    if (this.#stopped) return Promise.reject(this.#stoppedError());
    this.#starting ??= this.#start();
    return this.#starting;
  }

  async #start(): Promise<void> {
    this.#state = "starting";
    try {
      await this.#sources.start(this.#stopping.signal);
      this.#stopping.signal.throwIfAborted();
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#fail(error);
      await this.#sources.stop(failedStartMs);
      throw error;
    }
    this.#state = "running";
    await this.#workers.start();
    this.#log.info({ sources: this.#sources.count, concurrency: this.concurrency }, "controller started");
  }

  #fail(error: unknown): void {
    this.#state = "failed";
    this.#failure = error instanceof Error ? error.message : String(error);
    this.#log.error({ err: error }, "controller failed to start");
  }

  /**
   * Adds a key from outside. Resolves when it is in the queue, and durable where the queue is.
   * @throws ControllerError `dropped` when the queue is shutting down and took nothing; or what its store throws.
   */
  add(item: T, options?: EnqueueOptions): Promise<void> {
    return this.#enqueue(item, "add", options);
  }

  async #enqueue(item: T, source: string, options: EnqueueOptions = {}): Promise<void> {
    const { delayMs = 0, ...rest } = options;
    this.#observers.enqueued({ controller: this.name, key: this.#queue.keyOf(item), source });
    const result = await (delayMs > 0
      ? this.#queue.addAfter(item, delayMs, rest)
      : this.#queue.add(item, rest));
    if (result !== "dropped") return;
    throw new ControllerError("dropped", `the queue of ${this.name} is shutting down and took nothing`);
  }

  /**
   * Cancels the active run of a key: aborts its signal with a ControllerError `cancelled`. If the handler then throws or
   * returns nothing, the key is released as `how`, by default done; an outcome that it returns counts
   * instead. The key runs again if it was added meanwhile.
   * @returns whether a run of the key is active.
   */
  cancel(key: string, how?: Outcome): boolean {
    return this.#workers.cancel(key, how);
  }

  /**
   * Resolves when no key is ready or processing. Keys that wait for their time do not count.
   * @throws The signal's reason; ControllerError `stopped` when the controller is stopped before.
   */
  idle(signal?: AbortSignal): Promise<void> {
    return this.#workers.idle(signal);
  }

  /**
   * Begins no more runs until {@link resume}, or until `forMs` milliseconds have passed. Active runs go on and keys can be
   * added. A second call replaces the first.
   */
  pause(forMs?: number): void {
    this.#workers.pause(forMs);
  }

  /** Ends a {@link pause}. */
  resume(): void {
    this.#workers.resume();
  }

  /**
   * Stops the sources, then the workers, and shuts the queue down, all within one deadline; then the runs are aborted. A
   * second call gives the same promise.
   * @throws TypeError or RangeError, naming the option, when one has no meaning; nothing is stopped then.
   */
  stop(options: WorkersStopOptions = {}): Promise<WorkersStopReport> {
    this.#stopped ??= this.#stop(resolveStop(options));
    return this.#stopped;
  }

  async #stop(options: ResolvedStop): Promise<WorkersStopReport> {
    const { deadlineMs } = options;
    const until = this.#clock.now() + deadlineMs;
    if (this.#state !== "failed") this.#state = "stopping";
    this.#stopping.abort(this.#stoppedError());
    await this.#sources.stop(deadlineMs, options.signal);
    const report = await this.#workers.stop({
      ...options,
      deadlineMs: Math.max(0, until - this.#clock.now()),
    });
    if (this.#failure === undefined) this.#state = "stopped";
    this.#log.info(report, "controller stopped");
    return report;
  }

  #stoppedError(): ControllerError {
    return new ControllerError(
      "stopped",
      `controller ${this.name} was stopped; make a new one to start again`,
    );
  }

  /** Stops the controller with the defaults of {@link stop}, and removes its metrics. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.#series?.[Symbol.dispose]();
    this.#series = undefined;
  }
}

function checkedQueue<T>(queue: ControllerQueue<T>): ControllerQueue<T> {
  const hint = "give a RateLimitingQueue, a DurableQueue or a FairQueue";
  return requiredMethods("queue", queue, ["keyOf", "add", "addAfter", "shutDown"], hint);
}

function sourceOf<T>(queue: ControllerQueue<T>): WorkSource<T> {
  return "takeBatch" in queue ? queue : workSource(queue);
}
