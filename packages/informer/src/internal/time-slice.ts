import type { Clock, Timer } from "@workset/clock";

/** So long may work go on before everyone else in the process gets a turn. */
const sliceMs = 8;

/** The clock is read every so many questions. */
const questionsPerLook = 8;

/**
 * Work that never has to wait would keep everyone else in the process waiting. All who do such work for one informer
 * share one slice of time: they ask now and then whether it is over, and rest until the event loop has had its turn.
 */
export class TimeSlice implements Disposable {
  readonly #clock: Clock;
  /** Set while a slice is under way; it rings as soon as the event loop has a turn, which ends the slice. */
  #turn: Timer | undefined;
  #startedAt = 0;
  #questions = 0;
  #rotation = 0;
  #resting: (() => void)[] = [];
  #disposed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether it is time to {@link rest}. To be asked for each piece of work. */
  isOver(): boolean {
    if (++this.#questions % questionsPerLook !== 0 || this.#disposed) return false;
    if (this.#turn) return this.#clock.now() - this.#startedAt >= sliceMs;
    this.#startedAt = this.#clock.now();
    this.#turn = this.#clock.after(0, this.#end);
    return false;
  }

  /** Resolves in the next turn of the event loop, when a new slice has begun. */
  rest(): Promise<void> {
    if (!this.#turn) return Promise.resolve();
    return new Promise((resolve) => void this.#resting.push(resolve));
  }

  readonly #end = (): void => {
    this.#turn = undefined;
    const resting = this.#resting;
    this.#resting = [];
    // Whoever goes first may use up the slice: so each goes first in its turn.
    const first = resting.length > 0 ? this.#rotation++ % resting.length : 0;
    for (let n = 0; n < resting.length; n++) resting[(first + n) % resting.length]!();
  };

  /** Lets all who rest go on, and from then on nobody rests. */
  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#turn?.[Symbol.dispose]();
    this.#end();
  }
}
