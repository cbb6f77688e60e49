import type { Clock, Timer } from "@workset/clock";

/** What a time limit does when it has passed. */
export interface TimeLimitOptions {
  readonly limitMs: number;
  /** How long after that a handler that has not ended is deaf. */
  readonly deafMs: number;
  readonly overdue: () => void;
  readonly deaf: () => void;
}

/** The time of a handler: from now, until it is disposed. */
export class TimeLimit implements Disposable {
  #timer: Timer;

  constructor(clock: Clock, { limitMs, deafMs, overdue, deaf }: TimeLimitOptions) {
    this.#timer = clock.after(limitMs, () => {
      // Set first: what is told may end the handler, and this with it.
      this.#timer = clock.after(deafMs, deaf);
      overdue();
    });
  }

  [Symbol.dispose](): void {
    this.#timer[Symbol.dispose]();
  }
}
