import type { Clock, Timer } from "@workset/clock";

/**
 * The longest sleep: the wall clock may be set forward while we sleep by another clock, and a key that has become due by
 * that is not to wait for longer than this.
 */
const longestMs = 60_000;

/** Rings when an instant of the wall clock has come. Sleeps for one instant at a time. */
export class DueTimer implements Disposable {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #timer: Timer | undefined;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings at `dueAt`, and not at the instant that was asked for before. */
  set(dueAt: number): void {
    this[Symbol.dispose]();
    if (dueAt === Infinity) return;
    const leftMs = dueAt - this.#clock.wallNow();
    this.#timer = this.#clock.after(Math.min(leftMs, longestMs), () => {
      if (this.#clock.wallNow() < dueAt) this.set(dueAt);
      else this.#ring();
    });
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
  }
}
