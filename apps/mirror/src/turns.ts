import { setImmediate } from "node:timers/promises";

const longestMs = 10;

/**
 * Keeps work that never waits from keeping everybody else waiting: signals, timers, the watcher, the metrics page.
 */
export class Turns {
  #since = performance.now();

  /** Whether it is somebody else's turn: this one has lasted for 10 ms. */
  get isOver(): boolean {
    return performance.now() - this.#since > longestMs;
  }

  /** Lets everybody else have their turn. */
  async pass(): Promise<void> {
    await setImmediate();
    this.#since = performance.now();
  }
}
