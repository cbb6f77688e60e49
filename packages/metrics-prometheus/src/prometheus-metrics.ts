import {
  controllerTable,
  delayTable,
  durableTable,
  informerTable,
  queueTable,
  type MetricsProvider,
} from "@workset/metrics";
import { controllerShape, informerShape, queueShape, type LabelPreset } from "./label-preset.ts";
import { PrometheusFamily, type AnyRegistry } from "./prometheus-family.ts";

/** Where the metrics go, and what they look like. */
export interface PrometheusMetricsOptions {
  /** The register of prom-client to which the metrics are added; its global one if that is what is given. */
  readonly registry: AnyRegistry;
  /** @defaultValue "client-go" */
  readonly labels?: LabelPreset;
}

interface Registered {
  readonly labels: LabelPreset;
  readonly depth: unknown;
  readonly provider: MetricsProvider;
}

const byRegistry = new WeakMap<AnyRegistry, Registered>();

/**
 * Keeps the metrics of queues, controllers and informers in a register of prom-client, under the names that client-go and
 * controller-runtime give them.
 *
 * The metrics of queues are registered at once, those of controllers and informers with the first of them. A queue's
 * series are there, at zero, when it is made, and are removed when it is disposed; queues of one name share their series,
 * which go with the last of them. Asking again for the same registry gives the same provider.
 * @throws TypeError when `registry` is not a register of prom-client.
 * @throws RangeError when `labels` names no preset.
 * @throws Error when the registry holds a metric of the same name from elsewhere, or these ones with other labels.
 */
export function prometheusMetrics(options: PrometheusMetricsOptions): MetricsProvider {
  const { registry, labels = "client-go" } = options;
  if (typeof registry?.getSingleMetric !== "function") {
    throw new TypeError(`registry must be a Registry of prom-client, but it is of type ${typeof registry}`);
  }
  const shape = queueShape(labels);
  const known = byRegistry.get(registry);
  // After `registry.clear()` the metrics that were registered are in no registry any more.
  if (known && registry.getSingleMetric("workqueue_depth") === known.depth) {
    if (known.labels === labels) return known.provider;
    throw new Error(
      `labels must be "${known.labels}" for this registry, as before, but it is "${labels}"; ` +
        "metrics of one name have one set of labels, so give each set a registry of its own",
    );
  }
  const queues = new PrometheusFamily(registry, queueTable, shape);
  const delays = new PrometheusFamily(registry, delayTable, shape);
  const durables = new PrometheusFamily(registry, durableTable, shape);
  const controllers = new PrometheusFamily(registry, controllerTable, controllerShape);
  const informers = new PrometheusFamily(registry, informerTable, informerShape);
  const ofQueues = [queues, delays, durables];
  for (const family of ofQueues) family.checkFree();
  for (const family of ofQueues) family.register();
  const provider: MetricsProvider = {
    queue: (name) => queues.use(name),
    delays: (name) => delays.use(name),
    durable: (name) => durables.use(name),
    controller: (name) => controllers.use(name),
    informer: (name) => informers.use(name),
  };
  byRegistry.set(registry, { labels, depth: queues.metric("workqueue_depth"), provider });
  return provider;
}
