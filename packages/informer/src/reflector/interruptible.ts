import type { Clock, Timer } from "@workset/clock";

/** How long a source has to end what was aborted, in milliseconds. After that it is abandoned. */
const graceMs = 1_000;

/**
 * Waits for a source, one wait at a time, until a signal is aborted. A source that reacts to the signal ends its work and is
 * waited for, so that nothing is left behind; one that ignores it is abandoned.
 */
export class Interruptible implements Disposable {
  readonly #signal: AbortSignal;
  readonly #clock: Clock;
  #grace: Timer | undefined;
  #isOver = false;
  #giveUp: ((reason: unknown) => void) | undefined;

  constructor(signal: AbortSignal, clock: Clock) {
    this.#signal = signal;
    this.#clock = clock;
    if (signal.aborted) this.#onAbort();
    else signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Whether the source was abandoned. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** What the work gives. @throws What the work throws; the signal's reason when the source ignored the signal. */
  wait<R>(work: PromiseLike<R>): Promise<R> {
    return new Promise((resolve, reject) => {
      work.then(resolve, reject);
      if (this.#isOver) reject(this.#signal.reason as Error);
      else this.#giveUp = reject;
    });
  }

  readonly #onAbort = (): void => {
    this.#grace = this.#clock.after(graceMs, () => {
      this.#isOver = true;
      this.#giveUp?.(this.#signal.reason);
    });
  };

  [Symbol.dispose](): void {
    this.#signal.removeEventListener("abort", this.#onAbort);
    this.#grace?.[Symbol.dispose]();
  }
}
