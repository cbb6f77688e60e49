import type { Clock, Timer } from "@workset/clock";

/** How long a source has to end what it was told to end, in milliseconds. After that it is left behind. */
const graceMs = 1_000;

/**
 * Waits for a source, one wait at a time, until a signal says that it is enough. A source that hears the signal too ends
 * its work and is waited for, so that nothing is left behind; one that is deaf to it can hold up nobody.
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

  /** Whether nothing is waited for any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** What the work comes to. @throws What the work throws; the signal's reason when the source was deaf to it. */
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
