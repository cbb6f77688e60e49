import { metrics, type Meter } from "@opentelemetry/api";
import type {
  ControllerSeries,
  DelaySeries,
  DurableSeries,
  InformerSeries,
  MetricsProvider,
  QueueSeries,
} from "@workset/metrics";
import {
  controllerNumbers,
  delayNumbers,
  durableNumbers,
  informerNumbers,
  queueNumbers,
} from "./described.ts";
import { Family } from "./family.ts";

/** Where the metrics go. */
export interface OpenTelemetryMetricsOptions {
  /** @defaultValue the one that the global provider gives for `@workset/opentelemetry` */
  readonly meter?: Meter;
}

/**
 * Keeps metrics of queues, controllers and informers in instruments of a meter. Telling one costs an addition; they are
 * read when somebody collects. Make one for a program: two on one meter would tell the same names twice.
 */
export function openTelemetryMetrics(options: OpenTelemetryMetricsOptions = {}): MetricsProvider {
  const meter = options.meter ?? metrics.getMeter("@workset/opentelemetry");
  const queues = new Family<QueueSeries>(meter, "workset.queue", queueNumbers);
  const delays = new Family<DelaySeries>(meter, "workset.queue", delayNumbers);
  const durables = new Family<DurableSeries>(meter, "workset.queue", durableNumbers);
  const controllers = new Family<ControllerSeries>(meter, "workset.controller", controllerNumbers);
  const informers = new Family<InformerSeries>(meter, "workset.informer", informerNumbers);
  return {
    queue: (name) => queues.use(name),
    delays: (name) => delays.use(name),
    durable: (name) => durables.use(name),
    controller: (name) => controllers.use(name),
    informer: (name) => informers.use(name),
  };
}
