import { abortable, Backoff, checkedNumber, pause } from "@workset/clock";
import type { EventSource, SourceHost, SourceTrouble } from "./event-source.ts";
import { TroubleLog } from "./trouble-log.ts";

/** How the items of an async iterable are enqueued. */
export interface FromAsyncIterableOptions {
  /**
   * The name for logs and observers.
   * @defaultValue "async iterable"
   */
  readonly name?: string;
  /**
   * @defaultValue 0
   */
  readonly priority?: number;
  /**
   * How long to wait, in milliseconds, before an iteration that failed is opened again, or an item that the queue refused
   * is enqueued again. Doubles with each failure in a row up to a minute, plus up to half of it at random.
   * @defaultValue 1000
   */
  readonly retryMs?: number;
}

const maxRetryMs = 60_000;

/**
 * Enqueues every item of an iteration: a subscription, a stream, a generator. The next item is read when the one before
 * is in the queue. An item that the queue refuses is reported and enqueued again, because the iteration may never yield it
 * twice. An iteration that fails is reported and opened again; one that ends has ended. The signal is aborted when the
 * source stops. It has synced as soon as it is open: there is no list to wait for.
 */
export function fromAsyncIterable<T>(
  open: (signal: AbortSignal) => AsyncIterable<T>,
  options: FromAsyncIterableOptions = {},
): EventSource<T> {
  return new AsyncIterableSource(open, options);
}

class AsyncIterableSource<T> implements EventSource<T> {
  readonly name: string;
  readonly #open: (signal: AbortSignal) => AsyncIterable<T>;
  readonly #priority: number;
  readonly #retryMs: number;
  readonly #stopping = new AbortController();
  readonly #opened = Promise.withResolvers<void>();
  readonly #trouble = new TroubleLog();
  #reading: Promise<void> = Promise.resolve();

  constructor(
    open: (signal: AbortSignal) => AsyncIterable<T>,
    { name = "async iterable", priority = 0, retryMs = 1000 }: FromAsyncIterableOptions,
  ) {
    this.name = name;
    this.#open = open;
    this.#priority = priority;
    this.#retryMs = checkedNumber("retryMs", retryMs, { atLeast: 0, unit: "milliseconds" });
  }

  start(host: SourceHost<T>, signal: AbortSignal): Promise<void> {
    this.#reading = this.#read(host);
    return abortable(this.#opened.promise, signal);
  }

  async #read(host: SourceHost<T>): Promise<void> {
    const { signal } = this.#stopping;
    await this.#untilItSucceeds(host, async (succeeded) => {
      const items = this.#open(signal);
      this.#opened.resolve();
      for await (const item of items) {
        await this.#untilItSucceeds(host, () => host.enqueue(item, { priority: this.#priority }));
        if (signal.aborted) return;
        succeeded();
      }
    });
  }

  /** Repeats the action until it does not fail, or the source stops; `succeeded` resets the back-off. */
  async #untilItSucceeds(
    host: SourceHost<T>,
    action: (succeeded: () => void) => Promise<void>,
  ): Promise<void> {
    const { signal } = this.#stopping;
    const backoff = new Backoff({ baseMs: this.#retryMs, maxMs: maxRetryMs });
    const succeeded = (): void => {
      backoff.reset();
      this.#trouble.succeeded();
    };
    while (!signal.aborted) {
      try {
        await action(succeeded);
        this.#trouble.succeeded();
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.#trouble.failed(error, host);
        await pause(host.clock, backoff.next(), signal);
      }
    }
  }

  get trouble(): SourceTrouble | undefined {
    return this.#trouble.current;
  }

  stop(): Promise<void> {
    this.#stopping.abort();
    return this.#reading;
  }
}
