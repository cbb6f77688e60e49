import {
  abortable,
  Backoff,
  checkedDuration,
  EventLoopYielder,
  pause,
  Waiters,
  type Component,
  type ComponentStatus,
  type Timer,
} from "@workset/clock";
import { ControllerError } from "../work/controller-error.ts";
import { done, type Outcome } from "../work/outcome.ts";
import { wokenWithin, type RunRate } from "../work/run-rate.ts";
import type { Work } from "../work/work.ts";
import { RunExecutor } from "./run-executor.ts";
import { resolveStop, type WorkersStopOptions, type WorkersStopReport } from "./stop-options.ts";
import { stopWorkers } from "./stop-workers.ts";
import {
  checkedConcurrency,
  resolveWorkers,
  type ResolvedWorkers,
  type WorkersOptions,
} from "./workers-options.ts";

/** The wait after the queue could not hand out work. */
const backoff = { baseMs: 100, maxMs: 10_000 };

/** How often {@link Workers.idle} looks for keys that left the queue without a run, in milliseconds. */
const idlePollMs = 1000;

/** One of the workers. */
interface Worker {
  /** Interrupts its wait for work. */
  readonly interrupt: AbortController;
  idle: boolean;
}

/**
 * Workers on one source: each takes a key, runs the handler, releases the key, and takes the next. No error ends a worker,
 * whether the handler, a hook, the log, an observer or the queue throws it.
 */
export class Workers<T> implements Component<WorkersStopOptions, WorkersStopReport>, AsyncDisposable {
  /** The name for logs and observers. */
  readonly name: string;
  readonly #options: ResolvedWorkers<T>;
  readonly #executor: RunExecutor<T>;
  readonly #yielder: EventLoopYielder;
  readonly #workers = new Set<Worker>();
  readonly #ends = new Set<Promise<void>>();
  readonly #callers = new Waiters();
  #concurrency: number;
  #pause: Timer | undefined;
  #state: ComponentStatus["state"] = "new";
  /** Whether no more runs begin. */
  #closed = false;
  #keepAlive: Timer | undefined;
  #stopping: Promise<WorkersStopReport> | undefined;

  /** @throws TypeError or RangeError, naming the option, when one has no meaning. */
  constructor(options: WorkersOptions<T>) {
    this.#options = resolveWorkers(options);
    this.name = this.#options.name;
    this.#concurrency = this.#options.concurrency;
    this.#executor = new RunExecutor(this.#options, () => this.#callers.wake());
    this.#yielder = new EventLoopYielder({ clock: this.#options.clock });
  }

  /**
   * Starts the workers. They keep the process running until they are stopped, unless `keepsAlive` is `false`. A second
   * call does nothing.
   * @throws ControllerError `stopped` when they were stopped.
   */
  async start(): Promise<void> {
    if (this.#stopping) throw this.#stoppedError();
    if (this.#state !== "new") return;
    this.#state = "running";
    const { clock, keepsAlive } = this.#options;
    if (keepsAlive) this.#keepAlive = clock.after(Infinity, () => undefined);
    this.#adjust();
  }

  /** How the workers are doing. */
  get status(): ComponentStatus {
    const paused = this.#pause !== undefined && { reason: "paused" };
    return { state: this.#state, healthy: true, ready: this.#state === "running", ...paused };
  }

  /**
   * How many handlers run at once. When it is raised, more workers start; when it is lowered, idle workers stop and the
   * others finish their run: no run is cut short. With 0 no run begins until it is raised.
   * @throws RangeError when it is set to what is not a whole number of at least 0.
   */
  get concurrency(): number {
    return this.#concurrency;
  }

  set concurrency(concurrency: number) {
    this.#concurrency = checkedConcurrency(concurrency);
    this.#adjust();
  }

  /** Number of active runs; in batches, each key is one. */
  get running(): number {
    return this.#executor.running;
  }

  /**
   * Cancels the active run of a key: aborts its signal with a ControllerError `cancelled`. If the handler then throws or
   * returns nothing, the key is released as `how`; an outcome that it returns counts instead. The key stays processing until
   * the handler has ended, and runs again if it was added meanwhile.
   * @returns whether a run of the key is active.
   */
  cancel(key: string, how: Outcome = done): boolean {
    const reason = new ControllerError("cancelled", "the run was cancelled");
    return this.#executor.cancel(key, how, reason);
  }

  /**
   * Resolves when no key is ready or processing. Keys that wait for their time do not count. Keys are processed by other
   * workers of the same queue as well, so it may be idle only for a moment.
   * @throws The signal's reason; ControllerError `stopped` when the workers are stopped before; what the queue throws.
   */
  async idle(signal?: AbortSignal): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      if (this.#stopping) throw this.#stoppedError();
      const before = this.#executor.ended;
      if (this.running === 0) {
        const { ready, processing } = await abortable(this.#options.source.counts(), signal);
        if (ready + processing === 0) return;
      }
      if (this.#executor.ended !== before) continue;
      // A key may also have been removed from the queue.
      await wokenWithin(this.#callers, this.#options.clock, idlePollMs, signal);
    }
  }

  /**
   * Begins no more runs until {@link resume}, or until `forMs` milliseconds have passed. Active runs go on. A second call
   * replaces the first.
   * @throws RangeError when `forMs` is not a number of at least 0.
   */
  pause(forMs: number = Infinity): void {
    checkedDuration("forMs", forMs);
    this.#pause?.[Symbol.dispose]();
    this.#pause = this.#options.clock.after(forMs, () => this.resume(), { keepsAlive: false });
    this.#adjust();
  }

  /** Ends a {@link pause}. */
  resume(): void {
    this.#pause?.[Symbol.dispose]();
    this.#pause = undefined;
    this.#adjust();
  }

  /**
   * Stops the workers: active runs are finished, and with `finish: "ready"` ready keys too, until the deadline; then the
   * signals of the runs are aborted, and after the grace period the rest is abandoned. Keys of runs that were cut short are
   * given back, unless the handler returned an outcome. A second call gives the same report, whatever its options.
   *
   * When it has resolved, no run begins any more, and the source was shut down: before the ready keys are finished, or
   * otherwise at the end, so that what a run schedules for later is not refused.
   */
  stop(options: WorkersStopOptions = {}): Promise<WorkersStopReport> {
    this.#stopping ??= this.#stop(resolveStop(options));
    return this.#stopping;
  }

  async #stop(options: ReturnType<typeof resolveStop>): Promise<WorkersStopReport> {
    this.#state = "stopping";
    this.#executor.close();
    try {
      return await stopWorkers(options, {
        executor: this.#executor,
        source: this.#options.source,
        clock: this.#options.clock,
        close: () => this.#close(),
        ended: () => this.#ended(),
      });
    } finally {
      this.#keepAlive?.[Symbol.dispose]();
      this.#pause?.[Symbol.dispose]();
      this.#state = "stopped";
    }
  }

  #stoppedError(): ControllerError {
    return new ControllerError(
      "stopped",
      `the workers of ${this.name} were stopped; make new ones to start again`,
    );
  }

  /** The same as {@link stop}, with its defaults. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #close(): void {
    this.#closed = true;
    for (const { interrupt } of this.#workers) interrupt.abort();
    this.#callers.wake();
  }

  /** Resolves when no worker is left. */
  async #ended(): Promise<void> {
    while (this.#ends.size > 0) await Promise.all(this.#ends);
    await this.#executor.delayed();
  }

  /** How many workers there should be now. */
  get #wanted(): number {
    return this.#pause ? 0 : this.#concurrency;
  }

  /** Starts workers up to the number that is wanted, or stops idle ones. */
  #adjust(): void {
    if (this.#state === "new") return;
    while (this.#workers.size < this.#wanted) this.#addWorker();
    for (const worker of this.#workers) {
      if (this.#workers.size <= this.#wanted) return;
      if (worker.idle) this.#removeWorker(worker);
    }
  }

  #addWorker(): void {
    const worker: Worker = { interrupt: new AbortController(), idle: false };
    this.#workers.add(worker);
    const end = this.#work(worker).finally(() => {
      this.#workers.delete(worker);
      this.#ends.delete(end);
    });
    this.#ends.add(end);
  }

  #removeWorker(worker: Worker): void {
    this.#workers.delete(worker);
    worker.interrupt.abort();
  }

  async #work(worker: Worker): Promise<void> {
    // The code that started the workers or raised their number goes on first.
    await Promise.resolve();
    while (!this.#closed && this.#isNeeded(worker)) {
      const works = await this.#take(worker);
      if (works.length === 0) return;
      if (this.#closed || !this.#workers.has(worker)) {
        await Promise.all(works.map((work) => this.#executor.giveBack(work)));
        return;
      }
      await this.#executor.execute(works);
      if (this.#yielder.isDue) await this.#yielder.yield();
    }
  }

  #isNeeded(worker: Worker): boolean {
    if (this.#workers.size > this.#wanted) this.#removeWorker(worker);
    return this.#workers.has(worker);
  }

  /** The next work; none when there will be none for this worker. */
  async #take(worker: Worker): Promise<readonly Work<T>[]> {
    const { source, batch, clock, rate } = this.#options;
    const { signal } = worker.interrupt;
    let waits: Backoff | undefined;
    for (;;) {
      worker.idle = true;
      try {
        if (rate) return await this.#takeWithin(rate, signal);
        if (batch) return await source.takeBatch(batch.max, { maxWaitMs: batch.maxWaitMs, signal });
        const work = await source.take(signal);
        return work ? [work] : [];
      } catch (err) {
        if (signal.aborted) return [];
        waits ??= new Backoff(backoff);
        const waitMs = waits.next();
        this.#executor.log.warn({ err, waitMs }, "failed to take work from the queue; retrying");
        await pause(clock, waitMs, signal);
      } finally {
        worker.idle = false;
      }
    }
  }

  async #takeWithin(rate: RunRate, signal: AbortSignal): Promise<readonly Work<T>[]> {
    const { source, batch = { max: 1, maxWaitMs: 0 } } = this.#options;
    const acquired = await rate.acquire(batch.max, signal);
    let used = 0;
    try {
      const works = await source.takeBatch(acquired, { maxWaitMs: batch.maxWaitMs, signal });
      used = works.length;
      return works;
    } finally {
      rate.use(acquired, used);
    }
  }
}
