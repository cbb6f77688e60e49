import { checkedDelay, checkedDuration } from "./checks.ts";
import type { Clock, Timer } from "./clock.ts";
import { DueHeap, type DueSlot } from "./due-heap.ts";

/** Where a {@link ManualClock} starts. */
export interface ManualClockOptions {
  /**
   * The wall time at the start, in milliseconds since 1970-01-01 UTC.
   * @defaultValue 0
   */
  readonly wallAt?: number;
}

/** A clock for tests: it stands still until it is moved, and rings its timers while it is. */
export class ManualClock implements Clock {
  readonly #timers = new DueHeap<ManualTimer>();
  #now = 0;
  #wallOffset: number;

  constructor(options: ManualClockOptions = {}) {
    this.#wallOffset = options.wallAt ?? 0;
  }

  now(): number {
    return this.#now;
  }

  wallNow(): number {
    return this.#now + this.#wallOffset;
  }

  after(delayMs: number, wake: () => void): Timer {
    return new ManualTimer(this.#timers, this.#now + Math.max(0, checkedDelay("delayMs", delayMs)), wake);
  }

  /**
   * Moves the clock forward in one jump, then rings what has become due, the earliest first; timers set meanwhile
   * ring too if they are due by then. What the timers set going asynchronously has not run yet on return.
   * @throws RangeError when `ms` is negative, infinite or not a number.
   */
  advance(ms: number): void {
    if (ms === Infinity) throw new RangeError("ms must be finite, but it is Infinity");
    this.#now += checkedDuration("ms", ms);
    for (let timer = this.#timers.takeDue(this.#now); timer; timer = this.#timers.takeDue(this.#now)) {
      timer.ring();
    }
  }

  /** Sets the wall time, as a user or a time server might: no timer rings, and {@link now} does not move. */
  setWallTime(wallAt: number): void {
    this.#wallOffset = wallAt - this.#now;
  }

  /** How many timers have neither rung nor been taken back. A test that ends with some has a leak. */
  get pendingTimers(): number {
    return this.#timers.size;
  }
}

class ManualTimer implements Timer {
  readonly #timers: DueHeap<ManualTimer>;
  readonly #wake: () => void;
  #slot: DueSlot | undefined;

  constructor(timers: DueHeap<ManualTimer>, dueAt: number, wake: () => void) {
    this.#timers = timers;
    this.#wake = wake;
    this.#slot = timers.insert(this, dueAt);
  }

  ring(): void {
    this.#slot = undefined;
    this.#wake();
  }

  [Symbol.dispose](): void {
    if (this.#slot !== undefined) this.#timers.remove(this.#slot);
    this.#slot = undefined;
  }
}
