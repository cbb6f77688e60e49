/** A wake-up that was asked for. Disposing it takes it back; after it has rung, disposing does nothing. */
export type Timer = Disposable;

/** How a timer behaves besides its delay. */
export interface TimerOptions {
  /**
   * Whether the wait keeps the process from ending. Only runtimes that can tell the difference honour `false`.
   * @defaultValue true
   */
  readonly keepsAlive?: boolean;
}

/** The time, as far as this house knows it. Everything that waits or measures is given one. */
export interface Clock {
  /**
   * Milliseconds since a fixed but unspecified start, with a fraction where the system has one. Never goes back, and
   * does not move when somebody sets the system's clock: use it for durations and in-process deadlines.
   */
  now(): number;

  /** Milliseconds since 1970-01-01 UTC. May jump either way: use it for instants that outlive the process. */
  wallNow(): number;

  /**
   * Calls `wake` once, not before `delayMs` milliseconds have passed by {@link Clock.now}, and never during this call.
   * A delay of zero or less is the shortest wait there is. Any length is honoured, years and `Infinity` included.
   * @throws RangeError when `delayMs` is not a number.
   */
  after(delayMs: number, wake: () => void, options?: TimerOptions): Timer;
}

/** The delay as it was given. @throws RangeError, naming the option, when it is not a number. */
export function checkedDelay(name: string, delayMs: number): number {
  if (typeof delayMs !== "number" || Number.isNaN(delayMs)) {
    throw new RangeError(`${name} must be a number of milliseconds, but it is ${String(delayMs)}`);
  }
  return delayMs;
}
