export type {
  Counter,
  DelaySeries,
  Depth,
  DurableSeries,
  Gauge,
  Histogram,
  MetricsProvider,
  QueueSeries,
} from "./metrics-provider.ts";
export { MemoryMetrics, type RecordedSeries } from "./memory-metrics.ts";
