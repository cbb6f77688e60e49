/** A call that is under way or about to be made. */
interface Run {
  readonly ended: Promise<void>;
  readonly stop: AbortController;
  waiting: number;
}

/**
 * One call for all who ask at the same time, and never two at once. Who asks while it is under way waits for the next:
 * what the present one answers may be older than the question. A call for which nobody waits any more is aborted.
 */
export class SharedCall {
  readonly #call: (signal: AbortSignal) => Promise<void>;
  /** The call that has been asked for and not begun. */
  #next: Run | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(call: (signal: AbortSignal) => Promise<void>) {
    this.#call = call;
  }

  /** Resolves when a call that begins from now on has ended. @throws What the call throws, or the signal's reason. */
  async run(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const run = (this.#next ??= this.#plan());
    run.waiting++;
    const aborted = Promise.withResolvers<never>();
    const abort = (): void => aborted.reject(signal.reason as Error);
    signal.addEventListener("abort", abort, { once: true });
    try {
      await Promise.race([run.ended, aborted.promise]);
    } finally {
      signal.removeEventListener("abort", abort);
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

  /** Nobody may join a call that has been aborted. */
  #abandon(run: Run): void {
    run.stop.abort();
    if (this.#next === run) this.#next = undefined;
  }
}
