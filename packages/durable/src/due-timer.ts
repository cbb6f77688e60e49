import type { Clock, Timer } from "@workset/clock";

/**
 * The longest sleep: the wall clock may be set forward while we sleep by another clock, and a key that has become due by
 * that is not to wait for longer than this.
 */
const longestMs = 60_000;

/**
 * Rings when an instant of the wall clock has come, and once a minute from then on, until it is set to another: whoever
 * was rung for may not have been able to act, or the wall clock may have been set back before it did.
 */
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
    this.#sleep(dueAt, Math.min(leftMs, longestMs));
  }

  #sleep(dueAt: number, ms: number): void {
    this.#timer = this.#clock.after(ms, () => {
      const leftMs = dueAt - this.#clock.wallNow();
      this.#sleep(dueAt, leftMs > 0 ? Math.min(leftMs, longestMs) : longestMs);
      if (leftMs <= 0) this.#ring();
    });
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
  }
}
