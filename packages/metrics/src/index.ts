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
  Numbers,
  QueueSeries,
  SeriesOf,
} from "./metrics-provider.ts";
export {
  controllerTable,
  delayTable,
  described,
  durableTable,
  informerTable,
  queueTable,
  type PrometheusMetric,
  type SeriesDescription,
  type SeriesKind,
  type SeriesRow,
  type SeriesTable,
} from "./series-tables.ts";
export { SharedSeries, seriesOf, type OpenedSeries } from "./shared-series.ts";
export {
  MemoryMetrics,
  type Recorded,
  type RecordedController,
  type RecordedInformer,
  type RecordedSeries,
} from "./memory-metrics.ts";
