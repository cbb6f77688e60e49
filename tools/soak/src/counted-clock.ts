import { systemClock, type Clock, type Timer, type TimerOptions } from "@workset/clock";

/** The system clock with a count of pending timers, those that do not keep the process alive included. */
export class CountedClock implements Clock {
  #pending = 0;

  /** The number of timers that have neither fired nor been disposed. */
  get pending(): number {
    return this.#pending;
  }

  now(): number {
    return systemClock.now();
  }

  wallNow(): number {
    return systemClock.wallNow();
  }

  after(delayMs: number, wake: () => void, options?: TimerOptions): Timer {
    let isOut = true;
    const isIn = (): void => {
      if (isOut) this.#pending--;
      isOut = false;
    };
    const rung = (): void => {
      isIn();
      wake();
    };
    const timer = systemClock.after(delayMs, rung, options);
    this.#pending++;
    return {
      [Symbol.dispose]: () => {
        isIn();
        timer[Symbol.dispose]();
      },
    };
  }
}
