import type { Clock, Timer } from "@workset/clock";

/** Rings every so often from its start on, however often watches end meanwhile. */
export class ResyncTicker implements Disposable {
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #ring: () => void;
  #timer: Timer | undefined;

  /** With zero it never rings. */
  constructor(clock: Clock, everyMs: number, ring: () => void) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#ring = ring;
  }

  /** Starts it; once it has started, does nothing. */
  start(): void {
    if (this.#everyMs > 0) this.#timer ??= this.#sleep();
  }

  #sleep(): Timer {
    return this.#clock.after(this.#everyMs, () => {
      this.#timer = this.#sleep();
      this.#ring();
    });
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
  }
}
