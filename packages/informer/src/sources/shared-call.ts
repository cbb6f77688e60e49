import { abortable } from "@workset/clock";

/** A call that is running or about to run. */
interface Run {
  readonly ended: Promise<void>;
  readonly stop: AbortController;
  waiting: number;
}

/**
 * One call for all callers at the same time, and never two at once. A caller that comes while one is running waits for the
 * next, since the result of the running one may be older than the request. A call that no caller waits for is aborted.
 */
export class SharedCall {
  readonly #call: (signal: AbortSignal) => Promise<void>;
  /** The call that was requested and has not started. */
  #next: Run | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(call: (signal: AbortSignal) => Promise<void>) {
    this.#call = call;
  }

  /** Resolves when a call that starts from now on has ended. @throws What the call throws, or the signal's reason. */
  async run(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const run = (this.#next ??= this.#plan());
    run.waiting++;
    try {
      await abortable(run.ended, signal);
    } finally {
      if (--run.waiting === 0) this.#abandon(run);
    }
  }

  #plan(): Run {
    const stop = new AbortController();
    const run: Run = { stop, waiting: 0, ended: this.#after(this.#last, stop.signal) };
    this.#last = run.ended.catch(() => {});
    return run;
  }

  async #after(last: Promise<void>, signal: AbortSignal): Promise<void> {
    await last;
    signal.throwIfAborted();
    this.#next = undefined;
    await this.#call(signal);
  }

  /** New callers must not join an aborted call. */
  #abandon(run: Run): void {
    run.stop.abort();
    if (this.#next === run) this.#next = undefined;
  }
}
