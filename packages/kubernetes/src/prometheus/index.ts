export { restClientMetrics } from "./rest-client-metrics.ts";
