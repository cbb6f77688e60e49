import { Counter, Histogram, type OpenMetricsContentType, type Registry } from "prom-client";
import type { RestObserver } from "../rest/rest-observer.ts";

/** The upper bounds of the durations, in seconds: those of client-go. */
const buckets = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60];

/**
 * Counts the requests of clients in a registry, under client-go's names: `rest_client_requests_total`,
 * `rest_client_request_duration_seconds`, `rest_client_rate_limiter_duration_seconds` and
 * `rest_client_request_retries_total`. One may serve several clients; no label names an object.
 * @throws Error when the registry has a metric of such a name.
 */
export function restClientMetrics(registry: Registry | Registry<OpenMetricsContentType>): RestObserver {
  const registers = [registry as Registry];
  const requests = new Counter({
    name: "rest_client_requests_total",
    help: "Attempts of requests, by status code, method and host.",
    labelNames: ["code", "method", "host"],
    registers,
  });
  const durations = new Histogram({
    name: "rest_client_request_duration_seconds",
    help: "Seconds from an attempt until its answer begins, by verb and host.",
    labelNames: ["verb", "host"],
    buckets,
    registers,
  });
  const waits = new Histogram({
    name: "rest_client_rate_limiter_duration_seconds",
    help: "Seconds that a request waits for the client's own rate limit, by verb and host.",
    labelNames: ["verb", "host"],
    buckets,
    registers,
  });
  const retries = new Counter({
    name: "rest_client_request_retries_total",
    help: "Requests that were tried again, by the status code before, verb and host.",
    labelNames: ["code", "verb", "host"],
    registers,
  });
  return {
    onAttempt({ method, verb, host }, code, durationMs) {
      requests.inc({ code, method, host });
      durations.observe({ verb, host }, durationMs / 1000);
    },
    onRateLimited: ({ verb, host }, waitMs) => waits.observe({ verb, host }, waitMs / 1000),
    onRetry: ({ verb, host }, code) => retries.inc({ code, verb, host }),
  };
}
