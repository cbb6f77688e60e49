import type { Clock, Timer } from "@workset/clock";

/** Rings when something that is listened to has said nothing for too long. Time in which nobody listens does not count. */
export class IdleWatchdog implements Disposable {
  /** How long a silence may last, in milliseconds. It may be raised at any time. */
  limitMs: number;
  readonly #clock: Clock;
  readonly #ring: () => void;
  #since: number | undefined;
  #timer: Timer;

  constructor(clock: Clock, limitMs: number, ring: () => void) {
    this.#clock = clock;
    this.limitMs = limitMs;
    this.#ring = ring;
    this.#since = clock.now();
    this.#timer = this.#sleep(limitMs);
  }

  /** Somebody listens from now on. */
  begin(): void {
    this.#since = this.#clock.now();
  }

  /** Nobody listens any more. */
  end(): void {
    this.#since = undefined;
  }

  /** One timer serves for any number of sounds: it looks, when it rings, how long it has been quiet. */
  readonly #look = (): void => {
    const quietMs = this.#since === undefined ? 0 : this.#clock.now() - this.#since;
    if (quietMs >= this.limitMs) this.#ring();
    else this.#timer = this.#sleep(this.limitMs - quietMs);
  };

  #sleep(ms: number): Timer {
    return this.#clock.after(ms, this.#look, { keepsAlive: false });
  }

  [Symbol.dispose](): void {
    this.#timer[Symbol.dispose]();
  }
}
