import type { Log } from "../telling/log.ts";
import type { Run } from "../in-hand/run.ts";
import type { TellEnd } from "../telling/telling.ts";
import type { Work } from "../in-hand/work.ts";

/** Why the signal of a run was aborted. */
export type CutBy = "time-limit" | "stop";

/** A run, as the workers see it. Its signal and its log are made when they are first asked for. */
export class RunUnderWay<T> implements Run<T> {
  readonly work: Work<T>;
  /** Counts the runs of these workers. */
  readonly id: number;
  /** When it began; 0 when nobody measures. */
  readonly startedAt: number;
  /** Who wants to know how it ended. */
  tellEnds: readonly TellEnd[] = [];
  /** Why it was first cut short. */
  cutBy: CutBy | undefined;
  timedOut = false;
  /** Whether the queue has taken note of its end. */
  settled = false;
  readonly #parent: Log;
  #log: Log | undefined;
  #controller: AbortController | undefined;
  #reason: unknown;

  constructor(work: Work<T>, id: number, startedAt: number, log: Log) {
    this.work = work;
    this.id = id;
    this.startedAt = startedAt;
    this.#parent = log;
  }

  get item(): T {
    return this.work.item;
  }

  get key(): string {
    return this.work.key;
  }

  get priority(): number {
    return this.work.priority;
  }

  get attempt(): number {
    return this.work.failures + 1;
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.cutBy) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  get log(): Log {
    this.#log ??= this.#parent.child({ key: this.key, attempt: this.attempt, run: this.id });
    return this.#log;
  }

  /** Why it was cut short, as its signal says. */
  get reason(): unknown {
    return this.#reason;
  }

  /** Aborts the signal; only the first time counts. */
  cut(by: CutBy, reason: unknown): void {
    if (this.cutBy) return;
    this.cutBy = by;
    this.#reason = reason;
    this.#controller?.abort(reason);
  }
}
