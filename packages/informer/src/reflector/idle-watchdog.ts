import type { Clock, Timer } from "@workset/clock";

/** Calls back when nothing was received for too long. Time during which nothing is read does not count. */
export class IdleWatchdog implements Disposable {
  /** How long nothing may be received, in milliseconds. It may be changed at any time. */
  limitMs: number;
  readonly #clock: Clock;
  readonly #onIdle: () => void;
  #readingSince: number | undefined;
  #timer: Timer;

  constructor(clock: Clock, limitMs: number, onIdle: () => void) {
    this.#clock = clock;
    this.limitMs = limitMs;
    this.#onIdle = onIdle;
    this.#readingSince = clock.now();
    this.#timer = this.#schedule(limitMs);
  }

  /** A read begins. */
  begin(): void {
    this.#readingSince = this.#clock.now();
  }

  /** The read has ended. */
  end(): void {
    this.#readingSince = undefined;
  }

  /** One timer serves any number of reads: when it fires, it looks how long the present one has taken. */
  readonly #look = (): void => {
    const idleMs = this.#readingSince === undefined ? 0 : this.#clock.now() - this.#readingSince;
    if (idleMs >= this.limitMs) this.#onIdle();
    else this.#timer = this.#schedule(this.limitMs - idleMs);
  };

  #schedule(ms: number): Timer {
    return this.#clock.after(ms, this.#look, { keepsAlive: false });
  }

  [Symbol.dispose](): void {
    this.#timer[Symbol.dispose]();
  }
}
