import { callSafely } from "@workset/clock";
import type { Log } from "../work/log.ts";
import type { KeyEnqueued, Observer, RunEnded, RunOverdue, RunStarted } from "./observer.ts";

/** Called when a run has ended. */
export type OnEnded = (event: RunEnded) => void;

/** Observers whose errors are logged and change nothing. */
export class Observers {
  readonly #observers: readonly Observer[];
  readonly #log: Log;

  constructor(observers: readonly Observer[], log: Log) {
    this.#observers = observers;
    this.#log = log;
  }

  /** Whether there are no observers. */
  get none(): boolean {
    return this.#observers.length === 0;
  }

  enqueued(event: KeyEnqueued): void {
    for (const observer of this.#observers) callSafely(() => observer.enqueued?.(event), this.#failed);
  }

  started(event: RunStarted): readonly OnEnded[] {
    return this.#observers.flatMap((observer) => {
      const onEnded = callSafely(() => observer.started?.(event), this.#failed);
      return typeof onEnded === "function" ? onEnded : [];
    });
  }

  ended(onEnded: readonly OnEnded[], event: RunEnded): void {
    for (const listener of onEnded) callSafely(() => listener(event), this.#failed);
  }

  overdue(event: RunOverdue): void {
    for (const observer of this.#observers) callSafely(() => observer.overdue?.(event), this.#failed);
  }

  readonly #failed = (err: unknown): void => {
    this.#log.warn({ err }, "observer failed");
  };
}
