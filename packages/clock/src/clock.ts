/** A pending wake-up. Disposing it cancels it; once it has fired, disposing does nothing. */
export type Timer = Disposable;

/** How a timer behaves besides its delay. */
export interface TimerOptions {
  /**
   * Whether the wait keeps the process from ending. Only runtimes with such timers honour `false`.
   * @defaultValue true
   */
  readonly keepsAlive?: boolean;
}

/** A source of time. Everything that waits or measures takes one. */
export interface Clock {
  /**
   * Milliseconds since a fixed but unspecified start, with a fraction where the system has one. Never goes back, and
   * does not move when the system's clock is set: use it for durations and in-process deadlines.
   */
  now(): number;

  /** Milliseconds since 1970-01-01 UTC. May jump either way: use it for instants that outlive the process. */
  wallNow(): number;

  /**
   * Calls `wake` once, not before `delayMs` milliseconds have passed by {@link Clock.now}, and never during this call.
   * A delay of zero or less is the shortest possible wait. Delays of any length work, years and `Infinity` included.
   * @throws RangeError when `delayMs` is not a number.
   */
  after(delayMs: number, wake: () => void, options?: TimerOptions): Timer;
}
