import type { Clock, Timer } from "@workset/clock";

const hourMs = 3_600_000;

/** Removes what has been kept for long enough: at once, and once an hour. */
export class FailedSetRetention implements Disposable {
  readonly #clock: Clock;
  readonly #keepMs: number;
  readonly #purge: (before: number) => Promise<unknown>;
  readonly #onError: (error: unknown) => void;
  #timer: Timer | undefined;

  constructor(
    clock: Clock,
    keepMs: number,
    purge: (before: number) => Promise<unknown>,
    onError: (error: unknown) => void,
  ) {
    this.#clock = clock;
    this.#keepMs = keepMs;
    this.#purge = purge;
    this.#onError = onError;
    if (keepMs < Infinity) this.#clean();
  }

  #clean(): void {
    this.#purge(this.#clock.wallNow() - this.#keepMs).catch(this.#onError);
    this.#timer = this.#clock.after(hourMs, () => this.#clean(), { keepsAlive: false });
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
  }
}
