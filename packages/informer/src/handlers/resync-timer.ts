import type { Clock, Timer } from "@workset/clock";
import type { HandlerQueue } from "./handler-queue.ts";

/** Resyncs each handler when its own period is over. */
export class ResyncTimer<T> implements Disposable {
  readonly #clock: Clock;
  readonly #queues: Iterable<HandlerQueue<T>>;
  readonly #resync: () => void;
  readonly #dueAt = new WeakMap<HandlerQueue<T>, number>();
  #timer: Timer | undefined;
  #isRunning = false;

  constructor(clock: Clock, queues: Iterable<HandlerQueue<T>>, resync: () => void) {
    this.#clock = clock;
    this.#queues = queues;
    this.#resync = resync;
  }

  /** Starts, or looks again at the handlers: a new one begins its first period. */
  start(): void {
    this.#isRunning = true;
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
    const now = this.#clock.now();
    let next = Infinity;
    for (const queue of this.#queues) {
      if (queue.resyncMs <= 0) continue;
      const dueAt = this.#dueAt.get(queue) ?? now + queue.resyncMs;
      this.#dueAt.set(queue, dueAt);
      next = Math.min(next, dueAt);
    }
    if (next < Infinity) this.#timer = this.#clock.after(next - now, this.#fire);
  }

  /** The handlers have changed; before {@link start} this does nothing. */
  update(): void {
    if (this.#isRunning) this.start();
  }

  readonly #fire = (): void => {
    this.#timer = undefined;
    const now = this.#clock.now();
    let isAnyDue = false;
    for (const queue of this.#queues) {
      const isDue = (this.#dueAt.get(queue) ?? Infinity) <= now;
      if (isDue) this.#dueAt.set(queue, now + queue.resyncMs);
      // A handler that is behind must not be given more.
      queue.isResyncing = isDue && queue.backlog === 0;
      isAnyDue ||= queue.isResyncing;
    }
    if (isAnyDue) this.#resync();
    this.start();
  };

  [Symbol.dispose](): void {
    this.#isRunning = false;
    this.#timer?.[Symbol.dispose]();
  }
}
