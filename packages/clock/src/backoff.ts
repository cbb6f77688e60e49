import { checkedNumber } from "./checks.ts";
import type { Clock } from "./clock.ts";

/** How the waits of a {@link Backoff} grow. */
export interface BackoffOptions {
  /** The first wait, in milliseconds, before it is stretched. */
  readonly baseMs: number;
  /** The longest wait, in milliseconds, before it is stretched. */
  readonly maxMs: number;
  /** What each wait is multiplied by to give the next; at least 1. @defaultValue 2 */
  readonly factor?: number;
  /**
   * How far a wait is stretched at random: by a factor from 1 up to, but not including, 1 + `jitter`, so that callers
   * that failed together do not come back together. 0 stretches nothing.
   * @defaultValue 0.5
   */
  readonly jitter?: number;
  /** Gives numbers from 0 up to, but not including, 1. @defaultValue Math.random */
  readonly random?: () => number;
  /**
   * A failure that comes more than this after the failure before it counts as a first one, in milliseconds. Needs a clock.
   * @defaultValue never: only {@link Backoff.reset} starts over
   */
  readonly resetAfter?: { readonly ms: number; readonly clock: Clock };
}

/** The wait after each failure in a row: `baseMs`, then each time multiplied, up to `maxMs`, and stretched at random. */
export class Backoff {
  readonly #baseMs: number;
  readonly #maxMs: number;
  readonly #factor: number;
  readonly #jitter: number;
  readonly #random: () => number;
  readonly #resetAfter: BackoffOptions["resetAfter"];
  #waitMs: number;
  #lastFailureAt: number;

  /**
   * `option` is the name under which errors show the options: with `"backoff"`, `baseMs` is called `backoff.baseMs`.
   * @throws RangeError, naming the option, when one is out of bounds.
   */
  constructor(options: BackoffOptions, option = "") {
    const { baseMs, maxMs, factor = 2, jitter = 0.5, random = Math.random, resetAfter } = options;
    const prefix = option && `${option}.`;
    this.#baseMs = checkedNumber(`${prefix}baseMs`, baseMs, { atLeast: 0, unit: "milliseconds" });
    this.#maxMs = checkedNumber(`${prefix}maxMs`, maxMs, { atLeast: 0, unit: "milliseconds" });
    this.#factor = checkedNumber(`${prefix}factor`, factor, { atLeast: 1 });
    this.#jitter = checkedNumber(`${prefix}jitter`, jitter, { atLeast: 0 });
    if (resetAfter) {
      checkedNumber(`${prefix}resetAfterMs`, resetAfter.ms, { atLeast: 0, unit: "milliseconds" });
    }
    this.#random = random;
    this.#resetAfter = resetAfter;
    this.#waitMs = baseMs;
    this.#lastFailureAt = -Infinity;
  }

  /** Counts one more failure in a row; how long to wait after it, in milliseconds. */
  next(): number {
    if (this.#resetAfter) {
      const { ms, clock } = this.#resetAfter;
      const now = clock.now();
      if (now - this.#lastFailureAt > ms) this.reset();
      this.#lastFailureAt = now;
    }
    const waitMs = Math.min(this.#waitMs, this.#maxMs);
    this.#waitMs = Math.min(waitMs * this.#factor, this.#maxMs);
    return waitMs * (1 + this.#random() * this.#jitter);
  }

  /** Something succeeded: the next failure is a first one. */
  reset(): void {
    this.#waitMs = this.#baseMs;
  }
}
