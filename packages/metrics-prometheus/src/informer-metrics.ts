import type { InformerSeries } from "@workset/metrics";
import { Counter, Gauge, Histogram } from "prom-client";
import type { Label } from "./label-preset.ts";
import { SeriesGroup } from "./series-group.ts";
import type { AnyRegistry } from "./workqueue-metrics.ts";

/** The upper bounds of the processing latency, in seconds: those of client-go. */
const buckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What each metric is called, and what a scrape says that it is. The first three names are client-go's. */
const helpByName = {
  queued: ["informer_queued_items", "Changes that wait to be written to the cache."],
  processing: [
    "informer_processing_latency_seconds",
    "Seconds from taking a batch of changes until all handlers have it in line.",
  ],
  storeVersion: ["informer_store_resource_version", "The version of the cache, its last 15 digits."],
  backlog: ["informer_handler_backlog", "Calls that wait for handlers."],
  events: ["informer_events_total", "What the handlers were told, by type."],
  lists: ["informer_list_requests_total", "Pages of lists that were asked for."],
  watches: ["informer_watch_requests_total", "Watches that were asked for."],
  missed: [
    "informer_missed_changes_total",
    "Changes that a periodic list found, and no watch had delivered.",
  ],
  failures: ["informer_failures_total", "Failures of lists, watches, events, handlers and saves."],
} as const;

/**
 * The metrics of all informers. They are registered when the first informer asks: who has only queues has none of them.
 */
export class InformerMetrics {
  readonly #registry: AnyRegistry;
  #metrics: ReturnType<typeof register> | undefined;

  constructor(registry: AnyRegistry) {
    this.#registry = registry;
  }

  /** The series of one informer, all at zero. @throws Error when the registry holds a metric of that name. */
  of(name: string): InformerSeries {
    const metrics = (this.#metrics ??= register(this.#registry));
    const group = new SeriesGroup();
    const labels = { name };
    const events = (type: string) => group.counter(metrics.events, { name, type });
    return {
      queued: group.gauge(metrics.queued, labels),
      backlog: group.gauge(metrics.backlog, labels),
      storeVersion: group.gauge(metrics.storeVersion, labels),
      added: events("add"),
      updated: events("update"),
      deleted: events("delete"),
      lists: group.counter(metrics.lists, labels),
      watches: group.counter(metrics.watches, labels),
      missed: group.counter(metrics.missed, labels),
      failures: group.counter(metrics.failures, labels),
      processing: group.histogram(metrics.processing, labels),
      [Symbol.dispose]: () => group[Symbol.dispose](),
    };
  }
}

function register(registry: AnyRegistry) {
  const of = ([name, help]: readonly [string, string], ...more: Label[]) => {
    return { name, help, registers: [registry], labelNames: ["name", ...more] as Label[] };
  };
  return {
    queued: new Gauge<Label>(of(helpByName.queued)),
    processing: new Histogram<Label>({ ...of(helpByName.processing), buckets }),
    storeVersion: new Gauge<Label>({ ...of(helpByName.storeVersion), aggregator: "max" }),
    backlog: new Gauge<Label>(of(helpByName.backlog)),
    events: new Counter<Label>(of(helpByName.events, "type")),
    lists: new Counter<Label>(of(helpByName.lists)),
    watches: new Counter<Label>(of(helpByName.watches)),
    missed: new Counter<Label>(of(helpByName.missed)),
    failures: new Counter<Label>(of(helpByName.failures)),
  };
}
