import type { Clock } from "@workset/clock";

const longestMs = 10;

/** Keeps handlers that never wait from keeping everybody else waiting: timers, sockets, signals. */
export class Breath {
  readonly #clock: Clock;
  #since: number;
  #taking: Promise<void> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#since = clock.now();
  }

  /** Whether it is somebody else's turn: this one has lasted for 10 ms. */
  get isDue(): boolean {
    return this.#clock.now() - this.#since > longestMs;
  }

  /** Lets everybody else have their turn. */
  take(): Promise<void> {
    this.#taking ??= nextTask().finally(() => {
      this.#taking = undefined;
      this.#since = this.#clock.now();
    });
    return this.#taking;
  }
}

/** Not a timer: no time need pass. */
function nextTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    const arrived = (): void => {
      port1.close();
      resolve();
    };
    port1.addEventListener("message", arrived, { once: true });
    port1.start();
    port2.postMessage(null);
  });
}
