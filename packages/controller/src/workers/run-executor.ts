import type { Clock, Timer } from "@workset/clock";
import { Observers } from "../observability/observers.ts";
import { SafeLog } from "../work/log.ts";
import type { Release } from "@workset/store";
import type { Outcome } from "../work/outcome.ts";
import type { Run } from "../work/run.ts";
import type { Work } from "../work/work.ts";
import { ActiveRun } from "./active-run.ts";
import { reportResult, type Reporting } from "./report-result.ts";
import { decideResult, type HandlerResult, type ResultRules } from "./run-result.ts";
import type { ResolvedWorkers } from "./workers-options.ts";

/** One call of a handler: its run, or those of a batch. */
interface Invocation<T> {
  readonly runs: readonly ActiveRun<T>[];
  /** Rejects when the handler is no longer waited for. */
  readonly abandonment: PromiseWithResolvers<never> | undefined;
  /** Whether the workers have stopped without it: its result is ignored. */
  abandoned: boolean;
}

/** Runs keys: calls the handler, waits for it, and releases each key as the result says. */
export class RunExecutor<T> {
  readonly log: SafeLog;
  /** Runs whose keys were released, those given back not included. */
  finished = 0;
  givenBack = 0;
  /** Calls of handlers that have ended in any way. */
  ended = 0;
  readonly #options: ResolvedWorkers<T>;
  readonly #rules: ResultRules;
  readonly #observers: Observers;
  readonly #invocations = new Set<Invocation<T>>();
  readonly #abandoning = new AbortController();
  readonly #closing = new AbortController();
  /** Ends of runs that wait for caches. */
  readonly #delayed = new Set<Promise<void>>();
  readonly #reporting: Reporting;
  /** Whether the duration of runs is needed. */
  readonly #timed: boolean;
  readonly #onEnded: () => void;
  #runs = 0;

  /** `onEnded` is called whenever {@link ended} has changed. */
  constructor(options: ResolvedWorkers<T>, onEnded: () => void) {
    this.#options = options;
    this.#onEnded = onEnded;
    this.log = options.log instanceof SafeLog ? options.log : new SafeLog(options.log);
    this.#observers = new Observers(options.observers, this.log);
    this.#reporting = { clock: options.clock, signal: this.#abandoning.signal };
    this.#timed = !this.#observers.none || options.timeLimitMs < Infinity;
    this.#rules = {
      maxRetries: options.maxRetries,
      classify: options.classify,
      onClassifyError: (err) => this.log.error({ err }, "classify failed"),
    };
  }

  /** Number of active runs. */
  get running(): number {
    let running = 0;
    for (const { runs } of this.#invocations) running += runs.length;
    return running;
  }

  /** Resolves when the worker is free: the queue has recorded how the runs ended, or they wait for a cache. Never rejects. */
  async execute(works: readonly Work<T>[]): Promise<void> {
    const invocation: Invocation<T> = {
      runs: works.map((work) => this.#begin(work)),
      abandonment: this.#options.onAbortIgnored === "abandon" ? Promise.withResolvers<never>() : undefined,
      abandoned: false,
    };
    this.#invocations.add(invocation);
    const { timeLimitMs } = this.#options;
    const limit = timeLimitMs < Infinity ? this.#limit(invocation, timeLimitMs) : undefined;
    const resultOf = await this.#invoke(invocation);
    limit?.[Symbol.dispose]();
    if (!this.#closing.signal.aborted && invocation.runs.some(hasWrites)) {
      const ending = this.#endOnceShown(invocation, resultOf);
      this.#delayed.add(ending);
      void ending.then(() => this.#delayed.delete(ending));
      return;
    }
    await this.#endAll(invocation, resultOf);
  }

  async #endAll(invocation: Invocation<T>, resultOf: (run: ActiveRun<T>) => HandlerResult): Promise<void> {
    if (!invocation.abandoned) {
      const [only] = invocation.runs;
      if (invocation.runs.length === 1) await this.#end(invocation, only!, this.#decide(only!, resultOf));
      else
        await Promise.all(
          invocation.runs.map((run) => this.#end(invocation, run, this.#decide(run, resultOf))),
        );
    }
    this.#remove(invocation);
  }

  /** Ends the runs when the caches show what they wrote. The worker does not wait for that. */
  async #endOnceShown(
    invocation: Invocation<T>,
    resultOf: (run: ActiveRun<T>) => HandlerResult,
  ): Promise<void> {
    const { clock, writeTimeoutMs: limitMs } = this.#options;
    const { signal } = this.#closing;
    const shown = invocation.runs.map(async ({ writes, log }) => {
      const onMissing = (fields: object): void =>
        log.warn({ ...fields, limitMs }, "cache does not show a write of the run");
      await writes?.shown({ clock, limitMs, signal, onMissing });
    });
    await Promise.all(shown);
    await this.#endAll(invocation, resultOf);
  }

  /** The workers stop: no run waits for caches any more, also none of those that still begin. */
  close(): void {
    this.#closing.abort();
  }

  /** Resolves when no run waits for a cache and every such run has ended. */
  async delayed(): Promise<void> {
    await Promise.all(this.#delayed);
  }

  /** Gives back a key whose run has not begun. */
  async giveBack(work: Work<T>): Promise<void> {
    const run = new ActiveRun(work, ++this.#runs, 0, this.log);
    const invocation: Invocation<T> = { runs: [run], abandonment: undefined, abandoned: false };
    this.#invocations.add(invocation);
    await this.#end(invocation, run, { next: "give-back" });
    this.#remove(invocation);
  }

  #remove(invocation: Invocation<T>): void {
    this.#invocations.delete(invocation);
    this.ended++;
    this.#onEnded();
  }

  /** Aborts the signals of all runs, because the workers stop. */
  cutAll(reason: unknown): void {
    for (const { runs } of this.#invocations) for (const run of runs) run.cut("stop", reason);
  }

  /** Cancels the active runs of this key; whether there are any. */
  cancel(key: string, how: Outcome, reason: unknown): boolean {
    let found = false;
    for (const { runs } of this.#invocations) {
      for (const run of runs) {
        if (run.key !== key || run.released) continue;
        found = true;
        run.cancel(how, reason);
      }
    }
    return found;
  }

  /** Stops waiting for handlers and results; the keys whose end was not awaited. */
  abandonAll(): string[] {
    this.#abandoning.abort();
    return Array.from(this.#invocations).flatMap((invocation) => {
      invocation.abandoned = true;
      return invocation.runs.filter(({ released }) => !released).map(({ key }) => key);
    });
  }

  #begin(work: Work<T>): ActiveRun<T> {
    const startedAt = this.#timed ? this.#options.clock.now() : 0;
    const run = new ActiveRun(work, ++this.#runs, startedAt, this.log);
    if (this.#observers.none) return run;
    const { name: controller } = this.#options;
    const { key, attempt, priority } = run;
    run.onEnded = this.#observers.started({
      controller,
      key,
      attempt,
      priority,
      // Decoding may throw; then the observer that asked fails.
      get item() {
        return work.item;
      },
    });
    return run;
  }

  /** The result of each run, once the handler has ended or is no longer waited for. */
  async #invoke({ runs, abandonment }: Invocation<T>): Promise<(run: ActiveRun<T>) => HandlerResult> {
    try {
      const returning = this.#call(runs);
      const returned = isThenable(returning)
        ? await (abandonment ? Promise.race([returning, abandonment.promise]) : returning)
        : returning;
      return this.#options.batch ? resultOfEach(returned) : () => ({ returned });
    } catch (threw) {
      return () => ({ threw });
    }
  }

  #call(runs: readonly ActiveRun<T>[]): unknown {
    const { handle, batch } = this.#options;
    return handle ? handle(runs[0]!) : batch!.handle(runs);
  }

  #limit(invocation: Invocation<T>, limitMs: number): TimeLimit {
    const { clock, abortGraceMs: graceMs, name: controller } = this.#options;
    let reason: DOMException | undefined;
    return new TimeLimit(clock, {
      limitMs,
      graceMs,
      onOverdue: () => {
        reason = new DOMException(`the run did not end within ${limitMs} ms`, "TimeoutError");
        for (const run of invocation.runs) {
          const runMs = clock.now() - run.startedAt;
          run.log.warn({ runMs }, "run passed its time limit");
          this.#observers.overdue({ controller, key: run.key, runMs });
          run.timedOut = true;
          run.cut("time-limit", reason);
        }
      },
      onAbortIgnored: () => {
        for (const run of invocation.runs) {
          const runMs = clock.now() - run.startedAt;
          run.log.warn({ runMs }, "handler is still running after its signal was aborted");
        }
        invocation.abandonment?.reject(reason);
      },
    });
  }

  #decide(run: ActiveRun<T>, resultOf: (run: ActiveRun<T>) => HandlerResult): Release {
    let how: Release;
    try {
      how = decideResult(run, resultOf(run), this.#rules);
    } catch (cause) {
      // Reading the result throws: a getter, a proxy. The key must be released all the same.
      const threw = new TypeError("what a handler returned or threw cannot be read", { cause });
      how = decideResult(run, { threw }, this.#rules);
    }
    if (how.next === "retry") run.log.warn({ err: how.cause }, "run failed");
    return how;
  }

  async #end(invocation: Invocation<T>, run: ActiveRun<T>, how: Release): Promise<void> {
    if (how.next === "give-up") await this.#giveUp(run, how.cause);
    if (invocation.abandoned) return;
    const recorded = reportResult(run, how, this.#reporting);
    if (recorded !== true && !(await recorded)) return;
    if (!invocation.abandoned) this.#released(run, how);
  }

  async #giveUp(run: ActiveRun<T>, cause: unknown): Promise<void> {
    run.log.error({ err: cause }, "key was given up");
    try {
      await this.#options.onGivenUp?.({ run, cause });
    } catch (err) {
      run.log.error({ err }, "onGivenUp failed");
    }
  }

  #released(run: ActiveRun<T>, outcome: Release): void {
    run.released = true;
    if (outcome.next === "give-back") this.givenBack++;
    else this.finished++;
    if (run.onEnded.length === 0) return;
    const runMs = this.#options.clock.now() - run.startedAt;
    this.#observers.ended(run.onEnded, { outcome, runMs, timedOut: run.timedOut });
  }
}

/** What a time limit does. */
interface TimeLimitOptions {
  readonly limitMs: number;
  /** How long the handler may go on after that. */
  readonly graceMs: number;
  readonly onOverdue: () => void;
  readonly onAbortIgnored: () => void;
}

/** The time of a handler: from now, until it is disposed. */
class TimeLimit implements Disposable {
  #timer: Timer;

  constructor(clock: Clock, { limitMs, graceMs, onOverdue, onAbortIgnored }: TimeLimitOptions) {
    this.#timer = clock.after(limitMs, () => {
      // Set first: the abort may end the handler, and dispose of this.
      this.#timer = clock.after(graceMs, onAbortIgnored);
      onOverdue();
    });
  }

  [Symbol.dispose](): void {
    this.#timer[Symbol.dispose]();
  }
}

function hasWrites({ writes }: ActiveRun<unknown>): boolean {
  return writes !== undefined;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

function resultOfEach<T>(returned: unknown): (run: ActiveRun<T>) => HandlerResult {
  if (returned === undefined) return () => ({ returned });
  if (returned instanceof Map) return (run: Run<T>) => ({ returned: returned.get(run) as unknown });
  const threw = new TypeError("a batch handler must return nothing or a Map of outcomes");
  return () => ({ threw });
}
