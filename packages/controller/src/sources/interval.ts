import { abortable, checkedNumber, pause } from "@workset/clock";
import type { EventSource, SourceHost, SourceTrouble } from "./event-source.ts";
import { lowPriority } from "./informer-source.ts";
import { TroubleLog } from "./trouble-log.ts";

/** How the items of an {@link interval} are enqueued. */
export interface IntervalOptions {
  /**
   * The name for logs and observers.
   * @defaultValue "every" and the period
   */
  readonly name?: string;
  /**
   * @defaultValue -100: keys that are merely checked again go behind keys that changed
   */
  readonly priority?: number;
}

/**
 * Enqueues these items at the start, and again `periodMs` milliseconds after the last round was in the queue. A round
 * that fails is reported, and the next one follows after the period; the source has synced after the first round that did
 * not fail. The signal is aborted when the source stops; stopping waits for an active round.
 * @throws RangeError when `periodMs` is not a number above 0.
 */
export function interval<T>(
  periodMs: number,
  items: (signal: AbortSignal) => Iterable<T> | AsyncIterable<T>,
  options: IntervalOptions = {},
): EventSource<T> {
  checkedNumber("periodMs", periodMs, { above: 0, unit: "milliseconds" });
  return new Interval(periodMs, items, options);
}

class Interval<T> implements EventSource<T> {
  readonly name: string;
  readonly #periodMs: number;
  readonly #items: (signal: AbortSignal) => Iterable<T> | AsyncIterable<T>;
  readonly #priority: number;
  readonly #stopping = new AbortController();
  readonly #firstRound = Promise.withResolvers<void>();
  readonly #trouble = new TroubleLog();
  #rounds: Promise<void> = Promise.resolve();

  constructor(
    periodMs: number,
    items: (signal: AbortSignal) => Iterable<T> | AsyncIterable<T>,
    { name = `every ${periodMs} ms`, priority = lowPriority }: IntervalOptions,
  ) {
    this.name = name;
    this.#periodMs = periodMs;
    this.#items = items;
    this.#priority = priority;
  }

  start(host: SourceHost<T>, signal: AbortSignal): Promise<void> {
    this.#rounds = this.#run(host);
    return abortable(this.#firstRound.promise, signal);
  }

  async #run(host: SourceHost<T>): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        for await (const item of this.#items(signal)) {
          await host.enqueue(item, { priority: this.#priority });
          if (signal.aborted) return;
        }
        this.#trouble.succeeded();
        this.#firstRound.resolve();
      } catch (error) {
        if (signal.aborted) return;
        this.#trouble.failed(error, host);
      }
      await pause(host.clock, this.#periodMs, signal);
    }
  }

  get trouble(): SourceTrouble | undefined {
    return this.#trouble.current;
  }

  stop(): Promise<void> {
    this.#stopping.abort();
    return this.#rounds;
  }
}
