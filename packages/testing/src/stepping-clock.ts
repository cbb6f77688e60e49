import { checkedDelay, ManualClock, type Clock, type Timer } from "@workset/clock";
import { settle } from "./turns.ts";

/**
 * A clock that stands still until it is stepped. A step stops at each timer on the way and lets what that set going get
 * as far as it can, so that waits one after another end within one step, each in its time.
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
    if (!(checkedDelay("ms", ms) >= 0 && ms < Infinity)) {
      throw new RangeError(`ms must be finite and not negative, but it is ${ms}`);
    }
    const until = this.now() + ms;
    await settle();
    for (let dueAt = this.#nextDueAt(); dueAt <= until; dueAt = this.#nextDueAt()) {
      this.#clock.advance(dueAt - this.now());
      await settle();
    }
    this.#clock.advance(until - this.now());
    await settle();
  }

  /** How many timers have neither rung nor been taken back. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  #nextDueAt(): number {
    let least = Infinity;
    for (const { dueAt } of this.#timers) least = Math.min(least, dueAt);
    return least;
  }
}
