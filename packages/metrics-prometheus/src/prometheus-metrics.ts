import type { MetricsProvider } from "@workset/metrics";
import { ControllerMetrics } from "./controller-metrics.ts";
import { InformerMetrics } from "./informer-metrics.ts";
import { detailsOf, type LabelPreset } from "./label-preset.ts";
import { SeriesByName } from "./series-by-name.ts";
import { register, type AnyRegistry, type WorkqueueMetrics } from "./workqueue-metrics.ts";
import { delaySeries, durableSeries, queueSeries } from "./workqueue-series.ts";

/** Where the metrics go, and what they look like. */
export interface PrometheusMetricsOptions {
  /** The register of prom-client to which the metrics are added; its global one if that is what is given. */
  readonly registry: AnyRegistry;
  /** @defaultValue "client-go" */
  readonly labels?: LabelPreset;
}

interface Registered {
  readonly labels: LabelPreset;
  readonly metrics: WorkqueueMetrics;
  readonly provider: MetricsProvider;
}

const byRegistry = new WeakMap<AnyRegistry, Registered>();

/**
 * Keeps the metrics of work queues in a register of prom-client, under the names that client-go gives them.
 *
 * The metrics are registered at once. A queue's series are there, at zero, when it is made, and are removed when it is
 * disposed; queues of one name share their series, which go with the last of them. Asking again for the same registry
 * gives the same provider.
 * @throws TypeError when `registry` is not a register of prom-client.
 * @throws RangeError when `labels` names no preset.
 * @throws Error when the registry holds a metric of the same name from elsewhere, or these ones with other labels.
 */
export function prometheusMetrics(options: PrometheusMetricsOptions): MetricsProvider {
  const { registry, labels = "client-go" } = options;
  if (typeof registry?.getSingleMetric !== "function") {
    throw new TypeError(`registry must be a Registry of prom-client, but it is of type ${typeof registry}`);
  }
  const preset = detailsOf(labels);
  const known = byRegistry.get(registry);
  // After `registry.clear()` what was registered is nobody's any more.
  if (known && registry.getSingleMetric("workqueue_depth") === known.metrics.depth) {
    if (known.labels === labels) return known.provider;
    throw new Error(
      `labels must be "${known.labels}" for this registry, as before, but it is "${labels}"; ` +
        "metrics of one name have one set of labels, so give each set a registry of its own",
    );
  }

  const metrics = register(registry, preset);
  const queues = new SeriesByName((name) => queueSeries(metrics, preset, name));
  const delays = new SeriesByName((name) => delaySeries(metrics, preset, name));
  const durables = new SeriesByName((name) => durableSeries(metrics, preset, name));
  const runs = new ControllerMetrics(registry);
  const controllers = new SeriesByName((name) => runs.of(name));
  const caches = new InformerMetrics(registry);
  const informers = new SeriesByName((name) => caches.of(name));
  const provider: MetricsProvider = {
    queue: (name) => queues.use(name),
    delays: (name) => delays.use(name),
    durable: (name) => durables.use(name),
    controller: (name) => controllers.use(name),
    informer: (name) => informers.use(name),
  };
  byRegistry.set(registry, { labels, metrics, provider });
  return provider;
}
