import type { Clock, Timer } from "@workset/clock";

/** Calls back at an interval from its start on, however often watches end meanwhile. */
export class Ticker implements Disposable {
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #onTick: () => void;
  #timer: Timer | undefined;

  /** With an interval of zero it never calls. */
  constructor(clock: Clock, everyMs: number, onTick: () => void) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#onTick = onTick;
  }

  /** Starts it, if it has not started. */
  start(): void {
    if (this.#everyMs > 0) this.#timer ??= this.#schedule();
  }

  #schedule(): Timer {
    return this.#clock.after(this.#everyMs, () => {
      this.#timer = this.#schedule();
      this.#onTick();
    });
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
  }
}
