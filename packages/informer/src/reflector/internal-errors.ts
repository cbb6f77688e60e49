import type { Clock } from "@workset/clock";

/** After so much time without an internal error, in milliseconds, the next one is a first one again. */
const quietMs = 60_000;

/** How long in a row a source may answer with internal errors before a reflector lists again. */
export class InternalErrors {
  readonly #clock: Clock;
  readonly #borneForMs: number;
  #firstAt = -Infinity;
  #lastAt = -Infinity;

  constructor(clock: Clock, borneForMs: number) {
    this.#clock = clock;
    this.#borneForMs = borneForMs;
  }

  /** Counts an internal error that happens now; whether the watch is only to be opened again. */
  isBorne(): boolean {
    const now = this.#clock.now();
    if (now - this.#lastAt > quietMs) this.#firstAt = now;
    this.#lastAt = now;
    return now - this.#firstAt < this.#borneForMs;
  }
}
