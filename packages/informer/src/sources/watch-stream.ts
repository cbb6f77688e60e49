import { Fifo } from "../internal/fifo.ts";
import type { WatchEvent } from "./list-watch.ts";
import { Waiters } from "../internal/waiters.ts";
import { SourceError } from "./source-error.ts";

/** How a {@link WatchStream} is made. */
export interface WatchStreamOptions {
  /** Ends the stream at once, and with it the iteration. */
  readonly signal: AbortSignal;
  /**
   * How many events may wait to be read; one more, and the stream ends with an `"expired"` error.
   * @defaultValue 1,000,000
   */
  readonly backlog?: number;
}

/** A watch, for whoever writes a source: what is pushed at one end is read at the other, by one reader. */
export class WatchStream<T> implements AsyncIterable<WatchEvent<T>> {
  readonly #events = new Fifo<WatchEvent<T>>();
  readonly #arrivals = new Waiters();
  readonly #signal: AbortSignal;
  readonly #backlog: number;
  #onEnd: (() => void)[] = [];
  #isOpen = true;

  constructor({ signal, backlog = 1_000_000 }: WatchStreamOptions) {
    this.#signal = signal;
    this.#backlog = backlog;
    if (signal.aborted) this.#isOpen = false;
    else signal.addEventListener("abort", this.#leave, { once: true });
  }

  /** Whether what is pushed now will be told. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Calls this once, when nothing more is to be pushed; at once if that is so already. */
  onEnd(ended: () => void): void {
    if (this.#isOpen) this.#onEnd.push(ended);
    else ended();
  }

  /** Tells an event. After the end it goes nowhere. */
  push(event: WatchEvent<T>): void {
    if (!this.#isOpen) return;
    if (this.#events.length >= this.#backlog) {
      this.#events.clear();
      this.fail(
        new SourceError("expired", `more than ${this.#backlog} events waited for the reader of a watch`),
      );
      return;
    }
    this.#events.push(event);
    this.#arrivals.wake();
  }

  /** Tells an error, and ends. */
  fail(error: unknown): void {
    if (!this.#isOpen) return;
    this.#events.push({ type: "error", error });
    this.end();
  }

  /** Ends in good order: what was pushed is still told. Again is harmless. */
  end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#arrivals.wake();
    const listeners = this.#onEnd;
    this.#onEnd = [];
    for (const ended of listeners) ended();
  }

  // No generator: leaving one has to wait for the event that is waited for.
  [Symbol.asyncIterator](): AsyncIterator<WatchEvent<T>, undefined> {
    return {
      next: async () => {
        while (this.#isOpen && this.#events.length === 0) await this.#arrivals.sleep();
        const [event] = this.#events.take(1);
        return event ? { done: false, value: event } : this.#finish();
      },
      return: async () => {
        this.#leave();
        return this.#finish();
      },
    };
  }

  /** Ends at once: what was pushed and not read yet is dropped. */
  readonly #leave = (): void => {
    this.#events.clear();
    this.end();
  };

  #finish(): IteratorReturnResult<undefined> {
    this.#signal.removeEventListener("abort", this.#leave);
    return { done: true, value: undefined };
  }
}
