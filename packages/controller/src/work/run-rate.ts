import { checkedCount, checkedNumber, settlesWithin, Waiters, type Clock } from "@workset/clock";

/** How many runs may begin within a time. */
export interface RateLimit {
  /** At most `max` runs begin within any `perMs`. */
  readonly max: number;
  /** The length of the window, in milliseconds. */
  readonly perMs: number;
}

/** Limits how many runs begin within any window: a caller acquires a place before it takes a key, and uses or returns it. */
export class RunRate {
  readonly #max: number;
  readonly #perMs: number;
  readonly #clock: Clock;
  readonly #waiters = new Waiters();
  /** When the runs of the last window began, the oldest first. */
  readonly #begun: number[] = [];
  #reserved = 0;

  /** @throws RangeError, naming the option, when one has no meaning. */
  constructor(option: string, { max, perMs }: RateLimit, clock: Clock) {
    this.#max = checkedCount(`${option}.max`, max, { atLeast: 1 });
    this.#perMs = checkedNumber(`${option}.perMs`, perMs, { above: 0, unit: "milliseconds" });
    this.#clock = clock;
  }

  /** Resolves with the number of places acquired, between 1 and `most`. @throws The signal's reason. */
  async acquire(most: number, signal: AbortSignal): Promise<number> {
    for (;;) {
      signal.throwIfAborted();
      const free = this.#free();
      if (free > 0) {
        const acquired = Math.min(free, most);
        this.#reserved += acquired;
        return acquired;
      }
      const oldest = this.#begun[0];
      const waitMs = oldest === undefined ? Infinity : oldest + this.#perMs - this.#clock.now();
      await wokenWithin(this.#waiters, this.#clock, waitMs, signal);
    }
  }

  #free(): number {
    const since = this.#clock.now() - this.#perMs;
    while (this.#begun.length > 0 && this.#begun[0]! <= since) this.#begun.shift();
    return this.#max - this.#begun.length - this.#reserved;
  }

  /** This number of the acquired places is used, because runs begin now; the others are returned. */
  use(acquired: number, used: number): void {
    this.#reserved -= acquired;
    for (let n = 0; n < used; n++) this.#begun.push(this.#clock.now());
    // Also when all are used: a caller that found reserved places alone does not know yet when the first is free again.
    this.#waiters.wake();
  }
}

/** Resolves when the waiters are woken, the time has passed or the signal is aborted. Leaves no timer and no waiter. */
export async function wokenWithin(
  waiters: Waiters,
  clock: Clock,
  limitMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const either = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
  await settlesWithin(waiters.wait(either), { clock, limitMs });
  over.abort();
}
