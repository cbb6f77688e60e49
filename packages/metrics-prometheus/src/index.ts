export { prometheusMetrics, type PrometheusMetricsOptions } from "./prometheus-metrics.ts";
export type { LabelPreset } from "./label-preset.ts";
export type { AnyRegistry } from "./prometheus-family.ts";
