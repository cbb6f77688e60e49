import type { Clock } from "@workset/clock";
import type { InformerSeries, MetricsProvider } from "@workset/metrics";
import { traitsOf, type ListWatch } from "../sources/list-watch.ts";
import type { WriteResult } from "./cache-writer.ts";

/** This many digits of a version are certain to be exact in a double. */
const exactDigits = 15;

/** Measures an informer. Without a name, or without a metrics provider, it costs nothing. */
export class InformerMeter implements Disposable {
  readonly #series: InformerSeries | undefined;
  readonly #clock: Clock;

  constructor(
    options: { readonly name?: string | undefined; readonly metrics?: MetricsProvider | undefined },
    clock: Clock,
  ) {
    this.#series = options.name ? options.metrics?.informer?.(options.name) : undefined;
    this.#clock = clock;
  }

  /** The source, with its requests counted. */
  metered<T>(source: ListWatch<T>): ListWatch<T> {
    const series = this.#series;
    if (!series) return source;
    return {
      ...traitsOf(source),
      get sendsInitialEvents() {
        return source.sendsInitialEvents ?? false;
      },
      list: (options) => {
        series.lists.inc();
        return source.list(options);
      },
      watch: (options) => {
        series.watches.inc();
        return source.watch(options);
      },
    };
  }

  /** A batch is taken from the queue; returns when that was. */
  started(): number {
    return this.#series ? this.#clock.now() : 0;
  }

  /** A batch that was taken then is in the queue of every handler; this much is queued now. */
  applied<T>(
    startedAt: number,
    { changes, missed }: WriteResult<T>,
    now: { readonly version: string; readonly queued: number; readonly backlog: number },
  ): void {
    const series = this.#series;
    if (!series) return;
    let updated = 0;
    let deleted = 0;
    for (let index = 0; index < changes.length; index++) {
      const { type } = changes.at(index);
      if (type === "updated") updated++;
      else if (type === "deleted") deleted++;
    }
    const added = changes.length - updated - deleted;
    if (added > 0) series.added.inc(added);
    if (updated > 0) series.updated.inc(updated);
    if (deleted > 0) series.deleted.inc(deleted);
    if (missed > 0) series.missed.inc(missed);
    series.processing.observe((this.#clock.now() - startedAt) / 1000);
    if (/^\d+$/.test(now.version)) series.storeVersion.set(Number(now.version.slice(-exactDigits)));
    series.queued.set(now.queued);
    series.backlog.set(now.backlog);
  }

  failed(): void {
    this.#series?.failures.inc();
  }

  [Symbol.dispose](): void {
    this.#series?.[Symbol.dispose]();
  }
}
