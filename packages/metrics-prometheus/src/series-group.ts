import type { Counter, Gauge, Histogram } from "@workset/metrics";
import type * as prometheus from "prom-client";
import type { Label, Labels } from "./label-preset.ts";

/** A number that goes up and down. */
export interface Level {
  add(by: number): void;
}

/**
 * Series that live together. Each is there, at zero, as soon as it is asked for; all are removed when the group is
 * disposed. Later updates are ignored: one would re-create the series.
 */
export class SeriesGroup implements Disposable {
  readonly #removals: (() => void)[] = [];
  #alive = true;

  counter(metric: prometheus.Counter<Label>, labels: Labels): Counter {
    this.#begin(metric, labels, () => metric.inc(labels, 0));
    return { inc: (by = 1) => void (this.#alive && metric.inc(labels, by)) };
  }

  gauge(metric: prometheus.Gauge<Label>, labels: Labels): Gauge {
    this.#begin(metric, labels, () => metric.set(labels, 0));
    return { set: (value) => void (this.#alive && metric.set(labels, value)) };
  }

  level(metric: prometheus.Gauge<Label>, labels: Labels): Level {
    this.#begin(metric, labels, () => metric.set(labels, 0));
    return { add: (by) => void (this.#alive && metric.inc(labels, by)) };
  }

  histogram(metric: prometheus.Histogram<Label>, labels: Labels): Histogram {
    this.#begin(metric, labels, () => metric.zero(labels));
    return { observe: (seconds) => void (this.#alive && metric.observe(labels, seconds)) };
  }

  #begin(metric: prometheus.Metric<Label>, labels: Labels, zero: () => void): void {
    if (!this.#alive) return;
    zero();
    this.#removals.push(() => metric.remove(labels));
  }

  [Symbol.dispose](): void {
    this.#alive = false;
    for (const remove of this.#removals.splice(0)) remove();
  }
}
