export { tracing, type Tracing, type TracingOptions } from "./tracing.ts";
export { openTelemetryMetrics, type OpenTelemetryMetricsOptions } from "./open-telemetry-metrics.ts";
