import type { Clock } from "@workset/clock";

/** No instant lies beyond; a key that is due then waits for ever. */
const endOfTime = 8_640_000_000_000_000;

/**
 * The time that a queue tells its store: that of the wall clock, until the queue is shut down. From then on it stands
 * still, so that nothing that waits joins the line.
 */
export class QueueTime {
  readonly #clock: Clock;
  #stoppedAt: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#stoppedAt ?? this.#clock.wallNow();
  }

  /** So many milliseconds, or as many as are left. */
  delay(ms: number): number {
    return Math.min(ms, endOfTime - this.now());
  }

  /** The instant so many milliseconds from now. */
  after(ms: number): number {
    return this.now() + this.delay(ms);
  }

  get stopped(): boolean {
    return this.#stoppedAt !== undefined;
  }

  stop(): void {
    this.#stoppedAt ??= this.#clock.wallNow();
  }
}
