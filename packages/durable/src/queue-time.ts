import type { Clock } from "@workset/clock";

/** The last instant; a key that is due then waits until it is changed. */
const endOfTime = 8_640_000_000_000_000;

/** From this difference between the two clocks on, the wall clock was set; below, it was adjusted. */
const jumpMs = 1_000;

/**
 * The time that a queue gives its store: that of the wall clock, until the queue is shut down. From then on it stands
 * still, so that no waiting key becomes ready.
 *
 * The store keeps due times as instants of the wall clock, because they outlive the process. What has passed is measured
 * by the monotonic clock: when the wall clock was set, {@link onJump} learns by how much, before the new time is used.
 */
export class QueueTime {
  readonly #clock: Clock;
  #wallAt: number;
  #monotonicAt: number;
  #stoppedAt: number | undefined;
  /** Called with the milliseconds by which the wall clock was set. */
  onJump: (byMs: number) => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#wallAt = clock.wallNow();
    this.#monotonicAt = clock.now();
  }

  now(): number {
    return this.#stoppedAt ?? this.#read();
  }

  #read(): number {
    const wallNow = this.#clock.wallNow();
    const monotonicNow = this.#clock.now();
    const byMs = wallNow - (this.#wallAt + monotonicNow - this.#monotonicAt);
    this.#wallAt = wallNow;
    this.#monotonicAt = monotonicNow;
    if (Math.abs(byMs) > jumpMs) this.onJump(byMs);
    return wallNow;
  }

  /** This delay, or what is left until the end of time. */
  delay(ms: number): number {
    return Math.min(ms, endOfTime - this.now());
  }

  /** The instant at the end of this delay. */
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
