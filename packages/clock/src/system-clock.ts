import { checkedDelay } from "./checks.ts";
import type { Clock, Timer, TimerOptions } from "./clock.ts";

/** The longest wait that the runtime's own timers can hold, about 24.8 days; beyond it they ring at once. */
const longestMs = 2 ** 31 - 1;

/** The clock of the machine: `performance.now`, `Date.now` and `setTimeout`, with waits of any length. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  after: (delayMs, wake, options) => new SystemTimer(checkedDelay("delayMs", delayMs), wake, options),
};

/** Waits in stretches that the runtime can hold, and goes back to sleep when it was woken too early. */
class SystemTimer implements Timer {
  readonly #dueAt: number;
  readonly #wake: () => void;
  readonly #keepsAlive: boolean;
  #handle: ReturnType<typeof setTimeout> | undefined;

  constructor(delayMs: number, wake: () => void, options: TimerOptions | undefined) {
    this.#dueAt = performance.now() + delayMs;
    this.#wake = wake;
    this.#keepsAlive = options?.keepsAlive ?? true;
    this.#sleep(delayMs);
  }

  #sleep(leftMs: number): void {
    const handle = setTimeout(() => this.#woken(), Math.min(Math.max(Math.ceil(leftMs), 0), longestMs));
    // A browser's handle is a number, and keeps nothing alive.
    if (!this.#keepsAlive && typeof handle === "object") handle.unref();
    this.#handle = handle;
  }

  #woken(): void {
    const leftMs = this.#dueAt - performance.now();
    if (leftMs > 0) {
      this.#sleep(leftMs);
      return;
    }
    this.#handle = undefined;
    this.#wake();
  }

  [Symbol.dispose](): void {
    // Node.js keeps a list for each length of a wait, and drops an empty one at once only if its waits keep alive.
    if (!this.#keepsAlive && typeof this.#handle === "object") this.#handle.ref();
    clearTimeout(this.#handle);
    this.#handle = undefined;
  }
}
