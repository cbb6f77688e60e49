import type { Clock, Timer } from "@workset/clock";
import type { QueueTime } from "./queue-time.ts";

/** The longest sleep. A wall clock that was set is noticed, and what waits moved with it, within this time. */
const longestMs = 60_000;

/**
 * Rings when an instant of the queue's time has come, and once a minute from then on, until it is set to another instant:
 * the store may have refused what the ring was for.
 */
export class DueTimer implements Disposable {
  readonly #clock: Clock;
  readonly #time: QueueTime;
  readonly #ring: () => void;
  #timer: Timer | undefined;

  constructor(clock: Clock, time: QueueTime, ring: () => void) {
    this.#clock = clock;
    this.#time = time;
    this.#ring = ring;
  }

  /** Rings at `dueAt`, and not at the instant before. */
  set(dueAt: number): void {
    this[Symbol.dispose]();
    if (dueAt === Infinity) return;
    const leftMs = dueAt - this.#time.now();
    this.#sleep(dueAt, Math.min(leftMs, longestMs));
  }

  #sleep(dueAt: number, ms: number): void {
    this.#timer = this.#clock.after(ms, () => {
      const leftMs = dueAt - this.#time.now();
      this.#sleep(dueAt, leftMs > 0 ? Math.min(leftMs, longestMs) : longestMs);
      if (leftMs <= 0) this.#ring();
    });
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
  }
}
