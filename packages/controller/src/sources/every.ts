import { checkedDelay } from "@workset/clock";
import type { Enqueue, EventSource, SourceHost } from "./event-source.ts";
import { lowPriority } from "./informer-source.ts";
import { orAborted, pause } from "../running/waits.ts";

/** How often keys are asked for. */
export interface EveryOptions {
  /**
   * The name for logs and observers.
   * @defaultValue "every" and the period
   */
  readonly name?: string;
  /**
   * @defaultValue -100: what is merely looked at again goes behind what has changed
   */
  readonly priority?: number;
}

/**
 * Asks for these items at the start, and again `periodMs` milliseconds after the last round was in the queue. A round
 * that fails is reported, and the next one comes in its time; the source has synced after the first that did not. The
 * signal is aborted when the source stops, which waits for a round under way.
 * @throws RangeError when `periodMs` is not a number above 0.
 */
export function every<T>(
  periodMs: number,
  items: (signal: AbortSignal) => Iterable<T> | AsyncIterable<T>,
  options: EveryOptions = {},
): EventSource<T> {
  if (!(checkedDelay("periodMs", periodMs) > 0)) {
    throw new RangeError(`periodMs must be above 0, but it is ${periodMs}`);
  }
  return new Rounds(periodMs, items, options);
}

class Rounds<T> implements EventSource<T> {
  readonly name: string;
  readonly #periodMs: number;
  readonly #items: (signal: AbortSignal) => Iterable<T> | AsyncIterable<T>;
  readonly #priority: number;
  readonly #stopping = new AbortController();
  readonly #first = Promise.withResolvers<void>();
  #going: Promise<void> = Promise.resolve();

  constructor(
    periodMs: number,
    items: (signal: AbortSignal) => Iterable<T> | AsyncIterable<T>,
    { name = `every ${periodMs} ms`, priority = lowPriority }: EveryOptions,
  ) {
    this.name = name;
    this.#periodMs = periodMs;
    this.#items = items;
    this.#priority = priority;
  }

  start(enqueue: Enqueue<T>, host: SourceHost<T>): void {
    this.#going = this.#go(enqueue, host);
  }

  async #go(enqueue: Enqueue<T>, host: SourceHost<T>): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        for await (const item of this.#items(signal)) {
          await enqueue(item, { priority: this.#priority });
          if (signal.aborted) return;
        }
        this.#first.resolve();
      } catch (error) {
        if (signal.aborted) return;
        host.report(error);
      }
      await pause(host.clock, this.#periodMs, signal);
    }
  }

  synced(signal: AbortSignal): Promise<void> {
    return orAborted(this.#first.promise, signal);
  }

  stop(): Promise<void> {
    this.#stopping.abort();
    return this.#going;
  }
}
