import type { Clock, Timer } from "@workset/clock";
import type { HandlerQueue } from "./handler-queue.ts";

/** Says when handlers are to hear of everything again: each when its own period is over. */
export class ResyncTimer<T> implements Disposable {
  readonly #clock: Clock;
  readonly #lines: Iterable<HandlerQueue<T>>;
  readonly #resync: () => void;
  readonly #dueAt = new WeakMap<HandlerQueue<T>, number>();
  #timer: Timer | undefined;
  #isRunning = false;

  constructor(clock: Clock, lines: Iterable<HandlerQueue<T>>, resync: () => void) {
    this.#clock = clock;
    this.#lines = lines;
    this.#resync = resync;
  }

  /** Looks again at the handlers there are; those that are new begin their first period. */
  start(): void {
    this.#isRunning = true;
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
    const now = this.#clock.now();
    let next = Infinity;
    for (const line of this.#lines) {
      if (line.resyncMs <= 0) continue;
      const dueAt = this.#dueAt.get(line) ?? now + line.resyncMs;
      this.#dueAt.set(line, dueAt);
      next = Math.min(next, dueAt);
    }
    if (next < Infinity) this.#timer = this.#clock.after(next - now, this.#ring);
  }

  /** The same, once it was started. */
  look(): void {
    if (this.#isRunning) this.start();
  }

  readonly #ring = (): void => {
    this.#timer = undefined;
    const now = this.#clock.now();
    let isAnyDue = false;
    for (const line of this.#lines) {
      const isDue = (this.#dueAt.get(line) ?? Infinity) <= now;
      if (isDue) this.#dueAt.set(line, now + line.resyncMs);
      // Whoever is behind has enough to hear.
      line.isResyncing = isDue && line.backlog === 0;
      isAnyDue ||= line.isResyncing;
    }
    if (isAnyDue) this.#resync();
    this.start();
  };

  [Symbol.dispose](): void {
    this.#isRunning = false;
    this.#timer?.[Symbol.dispose]();
  }
}
