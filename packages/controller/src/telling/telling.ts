import type { Log } from "./log.ts";
import type { Observer, RunEnded, RunStarted } from "./observer.ts";

/** Learns that a run has ended. */
export type TellEnd = (event: RunEnded) => void;

/** A log that never throws: where nothing can be written, nothing is. */
export class SafeLog implements Log {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  debug(fields: object, message: string): void {
    guarded(() => this.#log.debug(fields, message), nobody);
  }

  info(fields: object, message: string): void {
    guarded(() => this.#log.info(fields, message), nobody);
  }

  warn(fields: object, message: string): void {
    guarded(() => this.#log.warn(fields, message), nobody);
  }

  error(fields: object, message: string): void {
    guarded(() => this.#log.error(fields, message), nobody);
  }

  child(fields: object): Log {
    const child = guarded(() => this.#log.child(fields), nobody);
    return child ? new SafeLog(child) : this;
  }
}

/** Observers whose errors are logged and change nothing. */
export class Observers {
  readonly #observers: readonly Observer[];
  readonly #log: Log;

  constructor(observers: readonly Observer[], log: Log) {
    this.#observers = observers;
    this.#log = log;
  }

  /** Whether nobody listens. */
  get none(): boolean {
    return this.#observers.length === 0;
  }

  enqueued(event: { readonly controller: string; readonly key: string; readonly source: string }): void {
    for (const observer of this.#observers) guarded(() => observer.enqueued?.(event), this.#failed);
  }

  started(event: RunStarted): readonly TellEnd[] {
    return this.#observers.flatMap((observer) => {
      const tellEnd = guarded(() => observer.started?.(event), this.#failed);
      return typeof tellEnd === "function" ? tellEnd : [];
    });
  }

  ended(tellEnds: readonly TellEnd[], event: RunEnded): void {
    for (const tellEnd of tellEnds) guarded(() => tellEnd(event), this.#failed);
  }

  overdue(event: { readonly controller: string; readonly key: string; readonly runMs: number }): void {
    for (const observer of this.#observers) guarded(() => observer.overdue?.(event), this.#failed);
  }

  readonly #failed = (err: unknown): void => {
    this.#log.warn({ err }, "an observer failed");
  };
}

/** What the call answers; nothing when it throws. An asynchronous one that fails is told of as well. */
function guarded<A>(call: () => A, failed: (error: unknown) => void): A | undefined {
  try {
    const answer = call();
    if (answer instanceof Promise) answer.catch(failed);
    return answer;
  } catch (error) {
    failed(error);
    return undefined;
  }
}

function nobody(): void {}
