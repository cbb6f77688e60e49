import { checkedDelay, checkedNumber, ManualClock, type Clock, type Timer } from "@workset/clock";
import { settle } from "./turns.ts";

/**
 * A clock that stands still until it is stepped. A step stops at each timer on the way and lets the code that it wakes get
 * as far as it can, so that waits one after another end within one step, each at its time.
 */
export class SteppingClock implements Clock {
  readonly #clock = new ManualClock();
  readonly #timers = new Set<{ readonly dueAt: number }>();

  now(): number {
    return this.#clock.now();
  }

  wallNow(): number {
    return this.#clock.wallNow();
  }

  after(delayMs: number, wake: () => void): Timer {
    const entry = { dueAt: this.now() + Math.max(0, checkedDelay("delayMs", delayMs)) };
    const timer = this.#clock.after(delayMs, () => {
      this.#timers.delete(entry);
      wake();
    });
    this.#timers.add(entry);
    return {
      [Symbol.dispose]: () => {
        this.#timers.delete(entry);
        timer[Symbol.dispose]();
      },
    };
  }

  /** Moves the clock by this many milliseconds. @throws RangeError when that is negative or not finite. */
  async step(ms: number): Promise<void> {
    checkedNumber("ms", ms, { atLeast: 0, atMost: Number.MAX_VALUE, unit: "milliseconds" });
    const until = this.now() + ms;
    await settle();
    for (let dueAt = this.#nextDueAt(); dueAt <= until; dueAt = this.#nextDueAt()) {
      this.#clock.advance(dueAt - this.now());
      await settle();
    }
    this.#clock.advance(until - this.now());
    await settle();
  }

  /** How many timers have neither fired nor been disposed. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  #nextDueAt(): number {
    let least = Infinity;
    for (const { dueAt } of this.#timers) least = Math.min(least, dueAt);
    return least;
  }
}
