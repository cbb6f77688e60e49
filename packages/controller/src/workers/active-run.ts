import type { OnEnded } from "../observability/observers.ts";
import type { Log } from "../work/log.ts";
import type { Outcome } from "../work/outcome.ts";
import type { ReadCache, Run } from "../work/run.ts";
import type { Work } from "../work/work.ts";
import { OwnWrites } from "./own-writes.ts";

/** Why the signal of a run was aborted. */
export type CutBy = "time-limit" | "stop" | "cancel";

/** A run, as the workers see it. Its signal and its log are created on first access. */
export class ActiveRun<T> implements Run<T> {
  readonly work: Work<T>;
  /** Counts the runs of these workers. */
  readonly id: number;
  /** When it began; 0 when no run is measured. */
  readonly startedAt: number;
  /** Called when it has ended. */
  onEnded: readonly OnEnded[] = [];
  /** Why it was first cut short. */
  cutBy: CutBy | undefined;
  /** How its key is released if it was cancelled and its handler names no outcome. */
  cancelledAs: Outcome | undefined;
  timedOut = false;
  /** What it has written, if anything. */
  writes: OwnWrites | undefined;
  /** Whether the queue has recorded its end. */
  released = false;
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

  wrote<O>(cache: ReadCache<O>, object: O): void {
    this.writes ??= new OwnWrites();
    this.writes.add(cache, object);
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

  /** Aborts the signal because the run is no longer wanted. Nothing happens when it was cut short already. */
  cancel(how: Outcome, reason: unknown): void {
    if (this.cutBy) return;
    this.cancelledAs = how;
    this.cut("cancel", reason);
  }
}
