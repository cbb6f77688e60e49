import type { Clock } from "@workset/clock";

/** How long a reflector leaves a source alone after a failure. The defaults are client-go's. */
export interface RetryBackoffOptions {
  /** The first wait, in milliseconds, before it is stretched. @defaultValue 800 */
  readonly baseMs?: number;
  /** The longest wait, in milliseconds, before it is stretched. @defaultValue 30,000 */
  readonly maxMs?: number;
  /** What each wait is multiplied by to give the next; at least 1. @defaultValue 2 */
  readonly factor?: number;
  /**
   * How far a wait is stretched at random: by a factor from 1 up to, but not including, 1 + `jitter`, so that those who
   * failed together do not come back together.
   * @defaultValue 1
   */
  readonly jitter?: number;
  /** A failure that comes more than this after the failure before it is a first one again, in milliseconds. @defaultValue 120,000 */
  readonly resetAfterMs?: number;
}

/**
 * The wait after each failure in a row. client-go starts over every two minutes in its newest version, however the
 * source does; here, as in those before, two minutes must have passed since the last failure.
 */
export class RetryBackoff {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #baseMs: number;
  readonly #maxMs: number;
  readonly #factor: number;
  readonly #jitter: number;
  readonly #resetAfterMs: number;
  #waitMs: number;
  #lastFailureAt: number;

  /** @throws RangeError, naming the option, when one is out of bounds. */
  constructor(clock: Clock, random: () => number, options: RetryBackoffOptions = {}) {
    this.#clock = clock;
    this.#random = random;
    this.#baseMs = atLeast("backoff.baseMs", options.baseMs ?? 800, 0);
    this.#maxMs = atLeast("backoff.maxMs", options.maxMs ?? 30_000, 0);
    this.#factor = atLeast("backoff.factor", options.factor ?? 2, 1);
    this.#jitter = atLeast("backoff.jitter", options.jitter ?? 1, 0);
    this.#resetAfterMs = atLeast("backoff.resetAfterMs", options.resetAfterMs ?? 120_000, 0);
    this.#waitMs = this.#baseMs;
    this.#lastFailureAt = clock.now();
  }

  /** Counts a failure that happens now; how long to wait after it, in milliseconds. */
  next(): number {
    const now = this.#clock.now();
    if (now - this.#lastFailureAt > this.#resetAfterMs) this.#waitMs = this.#baseMs;
    this.#lastFailureAt = now;
    const waitMs = Math.min(this.#waitMs, this.#maxMs);
    this.#waitMs = Math.min(waitMs * this.#factor, this.#maxMs);
    return waitMs * (1 + this.#random() * this.#jitter);
  }
}

/** The number as it was given. @throws RangeError, naming the option, when it is less than this or no number. */
export function atLeast(option: string, value: number, least: number): number {
  if (typeof value === "number" && value >= least) return value;
  throw new RangeError(`${option} must be a number, ${least} or more, but it is ${String(value)}`);
}
