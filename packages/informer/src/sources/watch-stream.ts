import { Waiters } from "@workset/clock";
import { Fifo } from "../internal/fifo.ts";
import type { WatchEvent } from "./list-watch.ts";
import { SourceError } from "./source-error.ts";

/** How a {@link WatchStream} is made. */
export interface WatchStreamOptions {
  /** Ends the stream at once, and with it the iteration. */
  readonly signal: AbortSignal;
  /**
   * How many events may be unread; with one more the stream ends with an `"expired"` error.
   * @defaultValue 1,000,000
   */
  readonly backlog?: number;
}

/** A watch, for authors of sources: what is pushed at one end is read at the other, by one reader. */
export class WatchStream<T> implements AsyncIterable<WatchEvent<T>> {
  readonly #events = new Fifo<WatchEvent<T>>();
  readonly #pushed = new Waiters();
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

  /** Whether what is pushed now can be read. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Calls this once, when the stream has ended; at once if it already has. */
  onEnd(ended: () => void): void {
    if (this.#isOpen) this.#onEnd.push(ended);
    else ended();
  }

  /** Sends an event. After the end it is dropped. */
  push(event: WatchEvent<T>): void {
    if (!this.#isOpen) return;
    if (this.#events.length >= this.#backlog) {
      this.#events.clear();
      this.fail(new SourceError("expired", `more than ${this.#backlog} events of a watch were unread`));
      return;
    }
    this.#events.push(event);
    this.#pushed.wake();
  }

  /** Sends an error, and ends. */
  fail(error: unknown): void {
    if (!this.#isOpen) return;
    this.#events.push({ type: "error", error });
    this.end();
  }

  /** Ends: what was pushed can still be read. A second call changes nothing. */
  end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#pushed.wake();
    const listeners = this.#onEnd;
    this.#onEnd = [];
    for (const ended of listeners) ended();
  }

  // Not a generator: leaving one waits for the event it is waiting for.
  [Symbol.asyncIterator](): AsyncIterator<WatchEvent<T>, undefined> {
    return {
      next: async () => {
        while (this.#isOpen && this.#events.length === 0) await this.#pushed.wait();
        const [event] = this.#events.take(1);
        return event ? { done: false, value: event } : this.#finish();
      },
      return: async () => {
        this.#leave();
        return this.#finish();
      },
    };
  }

  /** Ends at once: what was not read is dropped. */
  readonly #leave = (): void => {
    this.#events.clear();
    this.end();
  };

  #finish(): IteratorReturnResult<undefined> {
    this.#signal.removeEventListener("abort", this.#leave);
    return { done: true, value: undefined };
  }
}
