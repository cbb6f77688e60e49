export type {
  ControllerSeries,
  Counter,
  DelaySeries,
  Depth,
  DurableSeries,
  Gauge,
  Histogram,
  InformerSeries,
  MetricsProvider,
  QueueSeries,
} from "./metrics-provider.ts";
export { MemoryMetrics, type RecordedSeries } from "./memory-metrics.ts";
export type { RecordedController } from "./memory-controllers.ts";
export type { RecordedInformer } from "./memory-informers.ts";
