import {
  described,
  SharedSeries,
  type Counter as Count,
  type Depth,
  type Numbers,
  type OpenedSeries,
  type PrometheusMetric,
  type SeriesDescription,
  type SeriesKind,
  type SeriesOf,
  type SeriesTable,
} from "@workset/metrics";
import { Counter, Gauge, Histogram, type OpenMetricsContentType, type Registry } from "prom-client";
import { DepthByPriority } from "./depth-by-priority.ts";
import type { Label, Labels } from "./label-preset.ts";
import { SeriesGroup } from "./series-group.ts";

/** A register of prom-client, for either text format. */
export type AnyRegistry = Registry | Registry<OpenMetricsContentType>;

/** How the series of one table look in Prometheus. */
export interface FamilyShape {
  /** The labels of every series. */
  readonly labelsOf: (name: string) => Labels;
  /** Whether a depth has a series for each priority. @defaultValue false */
  readonly byPriority?: boolean;
  /** The upper bounds of the histograms, in seconds. */
  readonly buckets: readonly number[];
  /** Counters that stay at zero: dashboards look for them. @defaultValue none */
  readonly zeros?: readonly PrometheusMetric[];
}

type Metric = Counter<Label> | Gauge<Label> | Histogram<Label>;

/** The series of one table in a register: a metric for each name, and for each component its series in them. */
export class PrometheusFamily<Table extends SeriesTable> {
  readonly #registry: AnyRegistry;
  readonly #table: Table;
  readonly #shape: FamilyShape;
  readonly #metrics = new Map<string, Metric>();
  readonly #shared: SharedSeries<Table>;

  constructor(registry: AnyRegistry, table: Table, shape: FamilyShape) {
    this.#registry = registry;
    this.#table = table;
    this.#shape = shape;
    this.#shared = new SharedSeries(table, (name) => this.#open(name));
  }

  /** The series of this name, all at zero. @throws Error when the registry holds a metric of that name. */
  use(name: string): SeriesOf<Table> {
    this.register();
    return this.#shared.use(name);
  }

  /** The metric of this name. */
  metric(name: string): Metric | undefined {
    return this.#metrics.get(name);
  }

  /**
   * Registers the metrics, without any series yet; a second call does nothing.
   * @throws Error when the registry holds a metric of one of the names.
   */
  register(): void {
    if (this.#metrics.size > 0) return;
    this.checkFree();
    for (const [description, of] of this.#wanted) {
      if (!this.#metrics.has(of.name)) this.#metrics.set(of.name, this.#register(description, of));
    }
  }

  /** @throws Error when the registry holds a metric of one of the names. */
  checkFree(): void {
    const taken = this.#wanted.find(([, { name }]) => this.#registry.getSingleMetric(name));
    if (!taken) return;
    throw new Error(
      `registry already holds ${taken[1].name} from elsewhere; remove it, or give the provider a registry of its own`,
    );
  }

  get #wanted(): readonly (readonly [SeriesDescription, PrometheusMetric])[] {
    return [
      ...Object.values(this.#table).flatMap((row) => {
        const description = described(row);
        return description.prometheus.map((of) => [description, of] as const);
      }),
      ...(this.#shape.zeros ?? []).map((of) => [zero, of] as const),
    ];
  }

  #register({ kind, help, aggregate }: SeriesDescription, of: PrometheusMetric): Metric {
    const common = Object.keys(this.#shape.labelsOf("")) as Label[];
    const own = Object.keys(of.labels ?? {}) as Label[];
    const priority: Label[] = kind === "depth" && this.#shape.byPriority ? ["priority"] : [];
    const options = {
      name: of.name,
      help: of.help ?? help,
      registers: [this.#registry],
      labelNames: [...common, ...own, ...priority],
      // The processes of a cluster are summed, but for what is the age or the state of one of them.
      ...(aggregate && { aggregator: aggregate }),
    };
    if (kind === "counter") return new Counter<Label>(options);
    if (kind === "histogram") return new Histogram<Label>({ ...options, buckets: [...this.#shape.buckets] });
    return new Gauge<Label>(options);
  }

  #open(name: string): OpenedSeries {
    const group = new SeriesGroup();
    const labels = this.#shape.labelsOf(name);
    for (const of of this.#shape.zeros ?? []) this.#counter(group, labels, of);
    return {
      make: (description) => this.#make(group, labels, description),
      remove: () => group[Symbol.dispose](),
    };
  }

  #make(group: SeriesGroup, labels: Labels, { kind, prometheus }: SeriesDescription): Numbers[SeriesKind] {
    const metric = this.#metrics.get(prometheus[0]!.name)!;
    switch (kind) {
      case "counter":
        return together(prometheus.map((of) => this.#counter(group, labels, of)));
      case "histogram":
        return group.histogram(metric as Histogram<Label>, labels);
      case "gauge":
        return group.gauge(metric as Gauge<Label>, labels);
      default:
        return this.#depth(group, metric as Gauge<Label>, labels);
    }
  }

  #counter(group: SeriesGroup, labels: Labels, of: PrometheusMetric): Count {
    return group.counter(this.#metrics.get(of.name) as Counter<Label>, { ...labels, ...of.labels });
  }

  #depth(group: SeriesGroup, metric: Gauge<Label>, labels: Labels): Depth {
    if (this.#shape.byPriority) return new DepthByPriority(group, metric, labels);
    const level = group.level(metric, labels);
    return { inc: (_, by = 1) => level.add(by), dec: () => level.add(-1) };
  }
}

const zero: SeriesDescription = { kind: "counter", help: "", prometheus: [], openTelemetry: "" };

/** A counter that is shown in several metrics. */
function together(counters: readonly Count[]): Count {
  const [only] = counters;
  if (counters.length === 1) return only!;
  return {
    inc(by) {
      for (const counter of counters) counter.inc(by);
    },
  };
}
