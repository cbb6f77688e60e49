import { checkedDelay, systemClock, type Clock } from "@workset/clock";
import type { ControllerSeries } from "@workset/metrics";
import type { AddsKeys } from "../in-hand/adds-keys.ts";
import type { Condition } from "./condition.ts";
import type { ControllerOptions, ControllerQueue } from "./controller-options.ts";
import type { EnqueueOptions } from "../sources/event-source.ts";
import type { Log } from "../telling/log.ts";
import { metered } from "./metered.ts";
import { silentLog } from "../telling/silent-log.ts";
import { Sources } from "./sources.ts";
import type { StopOptions, StopReport } from "./stop-report.ts";
import { resolveStop, type ResolvedStop } from "../workers/stop-workers.ts";
import { Observers, SafeLog } from "../telling/telling.ts";
import type { WorkSource } from "../in-hand/work.ts";
import { workSource } from "../in-hand/work-source.ts";
import { Workers } from "../workers/workers.ts";

/** How long the sources have to stop after a start that failed. */
const failedStartMs = 5000;

/**
 * Sources ask for keys, a queue holds them, workers bring them in order.
 *
 * A controller is a list of parts, not a chain of calls: `sources: [forObjects(pods), ownedBy(replicaSets, …)]` says
 * what `for(…).owns(…)` does elsewhere, each source takes its own options, and the compiler knows the item from the
 * queue to the handler.
 */
export class Controller<T = string> implements AsyncDisposable {
  readonly name: string;
  readonly #queue: AddsKeys<T>;
  readonly #sources: Sources<T>;
  readonly #workers: Workers<T>;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #observers: Observers;
  readonly #series: ControllerSeries | undefined;
  readonly #stopping = new AbortController();
  #state: Condition["state"] = "new";
  #failure: string | undefined;
  #starting: Promise<void> | undefined;
  #stopped: Promise<StopReport> | undefined;

  /** @throws RangeError or TypeError, naming the option, when one has no meaning. */
  constructor(options: ControllerOptions<T>) {
    const { queue, sources = [], reconcile, syncTimeoutMs = 120_000, metrics, ...workers } = options;
    const { name, clock = systemClock, log = silentLog, observers = [] } = options;
    this.name = name;
    this.#queue = queue;
    this.#clock = clock;
    this.#log = new SafeLog(log).child({ controller: name });
    this.#observers = new Observers(observers, this.#log);
    this.#sources = new Sources<T>(sources, {
      keyOf: queue.keyOf,
      enqueue: (item, source, options) => this.#enqueue(item, source, options),
      syncTimeoutMs: checkedDelay("syncTimeoutMs", syncTimeoutMs),
      clock,
      log: this.#log,
    });
    this.#series = metrics?.controller?.(name);
    this.#workers = new Workers<T>({
      ...workers,
      log: this.#log,
      source: sourceOf(queue),
      handler: reconcile,
      observers: this.#series ? [metered(this.#series), ...observers] : observers,
    });
    this.#series?.maxConcurrent.set(this.#workers.concurrency);
  }

  /** How many runs may be under way at once. It may be changed at any time; lowering it cuts no run. */
  get concurrency(): number {
    return this.#workers.concurrency;
  }

  set concurrency(concurrency: number) {
    this.#workers.concurrency = concurrency;
    this.#series?.maxConcurrent.set(concurrency);
  }

  /** Whether all sources have asked for what was there at the start. */
  get hasSynced(): boolean {
    return this.#state === "running";
  }

  /** How the controller is doing. */
  get condition(): Condition {
    const state = this.#state;
    const reason = this.#failure ?? (state === "starting" ? this.#sources.waitsFor : undefined);
    return {
      state,
      healthy: state !== "failed",
      ready: state === "running",
      ...(reason !== undefined && { reason }),
    };
  }

  /**
   * Starts the sources, waits until all have synced, and starts the workers; it resolves then. A second call gives the
   * same promise.
   * @throws Error when a source can not start or does not sync in time, or the controller is stopped meanwhile. The
   * sources are stopped then, and the queue is as it was.
   */
  start(): Promise<void> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  async #start(): Promise<void> {
    this.#stopping.signal.throwIfAborted();
    this.#state = "starting";
    try {
      await this.#sources.start(this.#stopping.signal);
      this.#stopping.signal.throwIfAborted();
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#fail(error);
      await this.#sources.stop(failedStartMs);
      throw error;
    }
    this.#workers.start();
    this.#state = "running";
    this.#log.info({ sources: this.#sources.count, concurrency: this.concurrency }, "controller runs");
  }

  #fail(error: unknown): void {
    this.#state = "failed";
    this.#failure = error instanceof Error ? error.message : String(error);
    this.#log.error({ err: error }, "controller could not start");
  }

  /**
   * Adds a key from outside. Resolves when it is in the queue, and durable where the queue is.
   * @throws Error when the queue is shutting down and took nothing; or what its store throws.
   */
  add(item: T, options?: EnqueueOptions): Promise<void> {
    return this.#enqueue(item, "add", options);
  }

  async #enqueue(item: T, source: string, options: EnqueueOptions = {}): Promise<void> {
    const { delayMs = 0, ...rest } = options;
    this.#observers.enqueued({ controller: this.name, key: this.#queue.keyOf(item), source });
    const outcome = await (delayMs > 0
      ? this.#queue.addAfter(item, delayMs, rest)
      : this.#queue.add(item, rest));
    if (outcome === "dropped") throw new Error(`the queue of ${this.name} is shutting down and took nothing`);
  }

  /**
   * Stops the sources, then the workers, and shuts the queue down, all within one deadline; then the runs are aborted. A
   * second call gives the same promise.
   * @throws TypeError or RangeError, naming the option, when one has no meaning; nothing is stopped then.
   */
  stop(options: StopOptions = {}): Promise<StopReport> {
    this.#stopped ??= this.#stop(resolveStop(options));
    return this.#stopped;
  }

  async #stop(options: ResolvedStop): Promise<StopReport> {
    const { deadlineMs } = options;
    const until = this.#clock.now() + deadlineMs;
    if (this.#state !== "failed") this.#state = "stopping";
    this.#stopping.abort(new Error(`${this.name} was stopped`));
    await this.#sources.stop(deadlineMs, options.signal);
    const report = await this.#workers.stop({
      ...options,
      deadlineMs: Math.max(0, until - this.#clock.now()),
    });
    this.#series?.[Symbol.dispose]();
    if (this.#failure === undefined) this.#state = "stopped";
    this.#log.info(report, "controller stopped");
    return report;
  }

  /** The same as {@link stop} with its defaults. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

function sourceOf<T>(queue: ControllerQueue<T>): WorkSource<T> {
  return "takeBatch" in queue ? queue : workSource(queue);
}
