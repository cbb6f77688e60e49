import type { Clock } from "@workset/clock";
import type { InformerSeries, MetricsProvider } from "@workset/metrics";
import type { Calls } from "../handlers/change-list.ts";
import type { ListWatch } from "../sources/list-watch.ts";

/** So many digits of a version are certain to be exact in a double. */
const exactDigits = 15;

/** Tells a metrics backend what happens in an informer. One without a name, or without a backend, pays nothing. */
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

  /** The source, its requests counted. */
  watched<T>(source: ListWatch<T>): ListWatch<T> {
    const series = this.#series;
    if (!series) return source;
    const counted: ListWatch<T> = {
      list: (options) => {
        series.lists.inc();
        return source.list(options);
      },
      watch: (options) => {
        series.watches.inc();
        return source.watch(options);
      },
      sendsInitialEvents: source.sendsInitialEvents ?? false,
      objectsCarryVersions: source.objectsCarryVersions ?? true,
    };
    return counted;
  }

  /** A batch is taken from the queue; when that was. */
  started(): number {
    return this.#series ? this.#clock.now() : 0;
  }

  /** A batch that was taken then stands in the line of every handler; so much waits now. */
  applied<T>(
    startedAt: number,
    calls: Calls<T>,
    now: { readonly version: string; readonly queued: number; readonly backlog: number },
  ): void {
    const series = this.#series;
    if (!series) return;
    let updated = 0;
    let deleted = 0;
    for (let index = 0; index < calls.length; index++) {
      const { type } = calls.at(index);
      if (type === "update") updated++;
      else if (type === "delete") deleted++;
    }
    const added = calls.length - updated - deleted;
    if (added > 0) series.added.inc(added);
    if (updated > 0) series.updated.inc(updated);
    if (deleted > 0) series.deleted.inc(deleted);
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
