import { systemClock, type Clock } from "@workset/clock";
import type { Condition } from "./condition.ts";
import type { Log } from "../telling/log.ts";
import type { Part } from "./part.ts";
import { silentLog } from "../telling/silent-log.ts";
import type { StopOptions, StopReport } from "./stop-report.ts";
import { resolveStop, type ResolvedStop } from "../workers/stop-workers.ts";
import { SafeLog } from "../telling/telling.ts";
import { orAborted, settlesWithin } from "./waits.ts";

/** What runs together, and how it is stopped. */
export interface RunnerOptions {
  /**
   * Started in this order, each when the one before runs; stopped in the opposite one. Those of an array within it are
   * started together, and stopped together: controllers, say, none of which waits for what another has to sync.
   */
  readonly parts: readonly (Part | readonly Part[])[];
  /**
   * Stops everything when it is aborted. The runner itself listens to no signal of the operating system.
   * @defaultValue none: `stop` is called
   */
  readonly signal?: AbortSignal;
  /**
   * How to stop when {@link signal} is aborted or a start fails.
   * @defaultValue the defaults of a stop
   */
  readonly stop?: StopOptions;
  /** @defaultValue silence */
  readonly log?: Log;
  /** @defaultValue the system's clock */
  readonly clock?: Clock;
}

/** How the stop of one part ended. */
export interface PartStopped {
  readonly name: string;
  /** `"abandoned"`: it had not stopped when its time was over. `"failed"`: it threw. */
  readonly ended: "stopped" | "failed" | "abandoned";
  /** What it said of itself, where it says something. */
  readonly report?: StopReport;
  /** What it threw. */
  readonly error?: unknown;
}

/** How a part is doing, by name. */
export interface PartCondition extends Condition {
  readonly name: string;
}

/** Whether a question is answered with yes, and what each part says to it. */
export interface Verdict {
  readonly ok: boolean;
  readonly parts: readonly PartCondition[];
}

/** Runs the parts of one program: starts them in order, stops them in the opposite one, and says how they are. */
export class Runner implements AsyncDisposable {
  /** The parts that start together, one step after another. */
  readonly #steps: readonly (readonly Part[])[];
  readonly #parts: readonly Part[];
  readonly #stopOptions: ResolvedStop;
  readonly #signal: AbortSignal | undefined;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #states = new Map<Part, Condition["state"]>();
  readonly #failures = new Map<Part, unknown>();
  readonly #ended = Promise.withResolvers<readonly PartStopped[]>();
  readonly #stopping = new AbortController();
  #starting: Promise<void> | undefined;
  #stop: Promise<readonly PartStopped[]> | undefined;

  /** @throws RangeError when two parts have one name; or, naming the option, when one for the stop has no meaning. */
  constructor(options: RunnerOptions) {
    const { signal, stop = {}, log = silentLog, clock = systemClock } = options;
    this.#steps = options.parts.map((step) => ("stop" in step ? [step] : step));
    const parts = this.#steps.flat();
    this.#parts = parts;
    this.#signal = signal;
    this.#stopOptions = resolveStop(stop);
    this.#log = new SafeLog(log);
    this.#clock = clock;
    for (const part of parts) this.#states.set(part, "new");
    const names = new Set(parts.map(({ name }) => name));
    const twice = parts.find(({ name }) => !names.delete(name));
    if (twice) throw new RangeError(`parts must have a name each, but two are called ${twice.name}`);
  }

  /**
   * Starts the parts; resolves when all run. A second call gives the same promise.
   * @throws Error when a part can not start, or the runner is stopped meanwhile: an `AggregateError` of that reason and
   * of what went wrong in stopping the others, which are stopped by then.
   */
  start(): Promise<void> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  async #start(): Promise<void> {
    this.#signal?.addEventListener("abort", this.#onSignal, { once: true });
    if (this.#signal?.aborted) this.#onSignal();
    try {
      for (const step of this.#steps) await Promise.all(step.map((part) => this.#startPart(part)));
    } catch (error) {
      const stopped = await this.stop(this.#stopOptions);
      const others = stopped.flatMap(({ ended, error }) => (ended === "failed" ? [error] : []));
      const reason = error instanceof Error ? error.message : String(error);
      throw new AggregateError([error, ...others], `could not start: ${reason}`, { cause: error });
    }
  }

  async #startPart(part: Part): Promise<void> {
    this.#stopping.signal.throwIfAborted();
    this.#states.set(part, "starting");
    try {
      await orAborted(Promise.resolve(part.start?.()), this.#stopping.signal);
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#failed(part, error);
      throw error;
    }
    if (this.#states.get(part) === "starting") this.#states.set(part, "running");
    this.#stopping.signal.throwIfAborted();
  }

  #failed(part: Part, error: unknown): void {
    this.#states.set(part, "failed");
    this.#failures.set(part, error);
    this.#log.error({ err: error, part: part.name }, "part failed");
  }

  readonly #onSignal = (): void => {
    void this.stop(this.#stopOptions);
  };

  /**
   * Stops the parts, the last first, all within one deadline; each has the grace of a stop besides to end in disorder.
   * A part that does not is left behind. Never rejects; a second call gives the same promise.
   * @throws TypeError or RangeError, naming the option, when one has no meaning; nothing is stopped then.
   */
  stop(options: StopOptions = this.#stopOptions): Promise<readonly PartStopped[]> {
    this.#stop ??= this.#stopAll(resolveStop(options));
    return this.#stop;
  }

  async #stopAll(options: ResolvedStop): Promise<readonly PartStopped[]> {
    const until = this.#clock.now() + options.deadlineMs;
    this.#signal?.removeEventListener("abort", this.#onSignal);
    this.#stopping.abort(new Error("the runner was stopped"));
    const reports: PartStopped[] = [];
    for (const step of this.#steps.toReversed()) {
      const deadlineMs = Math.max(0, until - this.#clock.now());
      const stopping = step.map((part) => this.#stopPart(part, { ...options, deadlineMs }));
      reports.push(...(await Promise.all(stopping)));
    }
    this.#ended.resolve(reports);
    return reports;
  }

  async #stopPart(part: Part, options: ResolvedStop): Promise<PartStopped> {
    const { name } = part;
    if (this.#states.get(part) !== "failed") this.#states.set(part, "stopping");
    const stopping = (async () => part.stop(options))();
    // A moment more than the part itself takes to give up.
    const withinMs = options.deadlineMs + options.graceMs + 1000;
    if (!(await settlesWithin(stopping, this.#clock, withinMs))) {
      this.#log.error({ part: name }, "part did not stop in time");
      return { name, ended: "abandoned" } as const;
    }
    try {
      const report = await stopping;
      if (this.#states.get(part) !== "failed") this.#states.set(part, "stopped");
      return { name, ended: "stopped", ...(report && { report }) } as const;
    } catch (error) {
      this.#failed(part, error);
      return { name, ended: "failed", error } as const;
    }
  }

  /** Resolves when all parts have stopped, with how each did, the last part first. Never rejects. */
  get stopped(): Promise<readonly PartStopped[]> {
    return this.#ended.promise;
  }

  /** Whether every part does, or may yet do, what it is there for: if not, restart the program. */
  health(): Verdict {
    return this.#verdict(({ healthy }) => healthy);
  }

  /** Whether every part does what it is there for now. */
  readiness(): Verdict {
    return this.#verdict(({ ready }) => ready);
  }

  #verdict(ok: (condition: Condition) => boolean): Verdict {
    const parts = this.#parts.map((part) => ({ name: part.name, ...this.#conditionOf(part) }));
    return { ok: parts.every(ok), parts };
  }

  #conditionOf(part: Part): Condition {
    const state = this.#states.get(part) ?? "new";
    const failure = this.#failures.get(part);
    if (state === "failed") {
      const reason = failure instanceof Error ? failure.message : String(failure);
      return { state, healthy: false, ready: false, reason };
    }
    if (part.condition && (state === "starting" || state === "running")) return part.condition;
    return { state, healthy: true, ready: state === "running" };
  }

  /** The same as {@link stop}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
