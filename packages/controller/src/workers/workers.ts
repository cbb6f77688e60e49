import { sleep } from "@workset/clock";
import { Breath } from "./breath.ts";
import { Handling } from "./handling.ts";
import type { StopOptions, StopReport } from "../running/stop-report.ts";
import { resolveStop, stopWorkers } from "./stop-workers.ts";
import type { Work } from "../in-hand/work.ts";
import {
  checkedConcurrency,
  resolveWorkers,
  type ResolvedWorkers,
  type WorkersOptions,
} from "./workers-options.ts";

const firstWaitMs = 100;
const longestWaitMs = 10_000;

/** One of the workers. */
interface Worker {
  /** Interrupts its wait for work. */
  readonly interrupt: AbortController;
  idle: boolean;
}

/**
 * Workers on one source: each takes a key, has it handled, says what became of it, and takes the next. None of them
 * ends by an error, whoever throws it: the handler, a hook, the log, an observer, the queue.
 */
export class Workers<T> implements AsyncDisposable {
  /** The name for logs and observers. */
  readonly name: string;
  readonly #options: ResolvedWorkers<T>;
  readonly #handling: Handling<T>;
  readonly #breath: Breath;
  readonly #workers = new Set<Worker>();
  readonly #ends = new Set<Promise<void>>();
  #concurrency: number;
  #started = false;
  /** Whether no key is to be begun any more. */
  #closed = false;
  #stopping: Promise<StopReport> | undefined;

  /** @throws TypeError or RangeError, naming the option, when one has no meaning. */
  constructor(options: WorkersOptions<T>) {
    this.#options = resolveWorkers(options);
    this.name = this.#options.name;
    this.#concurrency = this.#options.concurrency;
    this.#handling = new Handling(this.#options);
    this.#breath = new Breath(this.#options.clock);
  }

  /** Sets the workers to work. A second call, or one after a stop, does nothing. */
  start(): void {
    this.#started = true;
    this.#adjust();
  }

  /**
   * How many handlers run at once. Raised, more begin; lowered, idle workers leave and the others finish what they have
   * in hand: no run is cut short. With 0 nothing is begun until it is raised.
   * @throws RangeError when it is set to what is not a whole number of at least 0.
   */
  get concurrency(): number {
    return this.#concurrency;
  }

  set concurrency(concurrency: number) {
    this.#concurrency = checkedConcurrency(concurrency);
    this.#adjust();
  }

  /** How many runs are under way; in batches, each key is one. */
  get running(): number {
    return this.#handling.running;
  }

  /**
   * Ends the work: what is under way is finished, and with `finish: "ready"` what is ready, until the deadline; then the
   * signals of the runs are aborted, and after the grace the rest is abandoned. Keys whose runs were cut short are given
   * back, unless the handler told an outcome. A second call answers the same report, whatever its options.
   *
   * Nothing is begun any more when it has resolved, and the source was shut down: at first where ready keys are worked
   * off, otherwise at last, so that what a run asks for to happen later is not refused.
   */
  stop(options: StopOptions = {}): Promise<StopReport> {
    this.#stopping ??= stopWorkers(resolveStop(options), {
      handling: this.#handling,
      source: this.#options.source,
      clock: this.#options.clock,
      close: () => this.#close(),
      ended: () => this.#ended(),
    });
    return this.#stopping;
  }

  /** The same as {@link stop}, with its defaults. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #close(): void {
    this.#closed = true;
    for (const { interrupt } of this.#workers) interrupt.abort();
  }

  /** Resolves when no worker is left. */
  async #ended(): Promise<void> {
    while (this.#ends.size > 0) await Promise.all(this.#ends);
  }

  /** Makes as many workers as there should be, or sends idle ones home. */
  #adjust(): void {
    if (!this.#started) return;
    while (this.#workers.size < this.#concurrency) this.#hire();
    for (const worker of this.#workers) {
      if (this.#workers.size <= this.#concurrency) return;
      if (worker.idle) this.#leave(worker);
    }
  }

  #hire(): void {
    const worker: Worker = { interrupt: new AbortController(), idle: false };
    this.#workers.add(worker);
    const end = this.#work(worker).finally(() => {
      this.#workers.delete(worker);
      this.#ends.delete(end);
    });
    this.#ends.add(end);
  }

  #leave(worker: Worker): void {
    this.#workers.delete(worker);
    worker.interrupt.abort();
  }

  async #work(worker: Worker): Promise<void> {
    // Whoever made the workers or raised their number goes on first.
    await Promise.resolve();
    while (!this.#closed && this.#isWanted(worker)) {
      const works = await this.#take(worker);
      if (works.length === 0) return;
      if (this.#closed || !this.#workers.has(worker)) {
        await Promise.all(works.map((work) => this.#handling.giveBack(work)));
        return;
      }
      await this.#handling.handle(works);
      if (this.#breath.isDue) await this.#breath.take();
    }
  }

  #isWanted(worker: Worker): boolean {
    if (this.#workers.size > this.#concurrency) this.#leave(worker);
    return this.#workers.has(worker);
  }

  /** The next work; none when there will be none for this worker. */
  async #take(worker: Worker): Promise<readonly Work<T>[]> {
    const { source, batch, clock } = this.#options;
    const { signal } = worker.interrupt;
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      worker.idle = true;
      try {
        if (batch) return await source.takeBatch(batch.max, { maxWaitMs: batch.maxWaitMs, signal });
        const work = await source.take(signal);
        return work ? [work] : [];
      } catch (err) {
        if (signal.aborted) return [];
        this.#handling.log.warn({ err, waitMs }, "no work could be got from the queue");
        await sleep(clock, waitMs, signal).catch(() => {});
      } finally {
        worker.idle = false;
      }
    }
  }
}
