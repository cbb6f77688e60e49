import { exponential } from "@workset/rate-limiters";
import type { Enqueue, EventSource, SourceHost } from "./event-source.ts";
import { orAborted, pause } from "../running/waits.ts";

/** What is iterated, and what becomes of it when it ends. */
export interface IteratedOptions {
  /**
   * The name for logs and observers.
   * @defaultValue "iterated"
   */
  readonly name?: string;
  /**
   * @defaultValue 0
   */
  readonly priority?: number;
  /**
   * After how many milliseconds an iteration that failed is opened again, or an item that was refused is asked for
   * again; twice as long each time in a row, at most a minute.
   * @defaultValue 1000
   */
  readonly retryMs?: number;
}

const longestRetryMs = 60_000;

/**
 * Asks for every item of an iteration: a subscription, a stream, a generator of one's own. The next item is taken when
 * the one before is in the queue; one that the queue refuses is reported and asked for again, as the iteration may never
 * tell it twice. An iteration that fails is reported and opened again; one that ends has ended. The signal is aborted when the source stops. It has synced as soon as it is open: there is no list to wait for.
 */
export function iterated<T>(
  open: (signal: AbortSignal) => AsyncIterable<T>,
  options: IteratedOptions = {},
): EventSource<T> {
  return new Iterated(open, options);
}

class Iterated<T> implements EventSource<T> {
  readonly name: string;
  readonly #open: (signal: AbortSignal) => AsyncIterable<T>;
  readonly #priority: number;
  readonly #retryMs: number;
  readonly #stopping = new AbortController();
  readonly #opened = Promise.withResolvers<void>();
  #going: Promise<void> = Promise.resolve();

  constructor(
    open: (signal: AbortSignal) => AsyncIterable<T>,
    { name = "iterated", priority = 0, retryMs = 1000 }: IteratedOptions,
  ) {
    this.name = name;
    this.#open = open;
    this.#priority = priority;
    this.#retryMs = retryMs;
  }

  start(enqueue: Enqueue<T>, host: SourceHost<T>): void {
    this.#going = this.#go(enqueue, host);
  }

  async #go(enqueue: Enqueue<T>, host: SourceHost<T>): Promise<void> {
    const { signal } = this.#stopping;
    await this.#insist(host, async (succeeded) => {
      const items = this.#open(signal);
      this.#opened.resolve();
      for await (const item of items) {
        await this.#insist(host, () => enqueue(item, { priority: this.#priority }));
        if (signal.aborted) return;
        succeeded();
      }
    });
  }

  /** Does it until it does not fail, or the source stops; `succeeded` says that it fails anew after that. */
  async #insist(host: SourceHost<T>, act: (succeeded: () => void) => Promise<void>): Promise<void> {
    const { signal } = this.#stopping;
    const backoff = exponential({ baseMs: this.#retryMs, maxMs: longestRetryMs });
    while (!signal.aborted) {
      try {
        await act(() => backoff.forget(this.name));
        return;
      } catch (error) {
        if (signal.aborted) return;
        host.report(error);
        await pause(host.clock, backoff.when(this.name), signal);
      }
    }
  }

  synced(signal: AbortSignal): Promise<void> {
    return orAborted(this.#opened.promise, signal);
  }

  stop(): Promise<void> {
    this.#stopping.abort();
    return this.#going;
  }
}
