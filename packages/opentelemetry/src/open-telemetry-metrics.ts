import { metrics, type Meter } from "@opentelemetry/api";
import {
  controllerTable,
  delayTable,
  durableTable,
  informerTable,
  queueTable,
  type MetricsProvider,
} from "@workset/metrics";
import { Family } from "./family.ts";

/** Where the metrics go. */
export interface OpenTelemetryMetricsOptions {
  /** @defaultValue the one that the global provider gives for `@workset/opentelemetry` */
  readonly meter?: Meter;
}

/**
 * Keeps metrics of queues, controllers and informers in instruments of a meter. Reporting one costs an addition; they are
 * read when a reader collects. Make one for a program: two on one meter would report the same names twice.
 */
export function openTelemetryMetrics(options: OpenTelemetryMetricsOptions = {}): MetricsProvider {
  const meter = options.meter ?? metrics.getMeter("@workset/opentelemetry");
  const queues = new Family(meter, "workset.queue", queueTable);
  const delays = new Family(meter, "workset.queue", delayTable);
  const durables = new Family(meter, "workset.queue", durableTable);
  const controllers = new Family(meter, "workset.controller", controllerTable);
  const informers = new Family(meter, "workset.informer", informerTable);
  return {
    queue: (name) => queues.use(name),
    delays: (name) => delays.use(name),
    durable: (name) => durables.use(name),
    controller: (name) => controllers.use(name),
    informer: (name) => informers.use(name),
  };
}
