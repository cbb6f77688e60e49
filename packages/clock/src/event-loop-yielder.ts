import type { Clock } from "./clock.ts";

/** How an {@link EventLoopYielder} behaves. */
export interface EventLoopYielderOptions {
  readonly clock: Clock;
  /** How long work may go on without a turn of the event loop, in milliseconds. @defaultValue 10 */
  readonly sliceMs?: number;
}

/**
 * Lets timers, sockets and signals run during work that never waits: `if (yielder.isDue) await yielder.yield()`
 * after each piece of work. Tasks that share one yielder share one slice of time.
 */
export class EventLoopYielder {
  readonly #clock: Clock;
  readonly #sliceMs: number;
  #yieldedAt: number;
  #waiting: (() => void)[] = [];
  #rotation = 0;

  constructor({ clock, sliceMs = 10 }: EventLoopYielderOptions) {
    this.#clock = clock;
    this.#sliceMs = sliceMs;
    this.#yieldedAt = clock.now();
  }

  /** Whether the slice is over: more than `sliceMs` have passed since the last yield. */
  get isDue(): boolean {
    return this.#clock.now() - this.#yieldedAt > this.#sliceMs;
  }

  /** Resolves in the next turn of the event loop. Tasks that yield together resume in an order that rotates. */
  yield(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === 1) void nextTask().then(this.#resume);
    });
  }

  readonly #resume = (): void => {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#yieldedAt = this.#clock.now();
    // The first to resume may use up the whole slice, so each is the first in its turn.
    const first = this.#rotation++ % waiting.length;
    for (let n = 0; n < waiting.length; n++) waiting[(first + n) % waiting.length]!();
  };
}

/** Resolves in the next turn of the event loop. It is no timer: no time need pass, on any clock. */
export function nextTask(): Promise<void> {
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
