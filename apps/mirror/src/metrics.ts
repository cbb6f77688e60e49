import type { Runner } from "@workset/controller";
import type { MetricsProvider } from "@workset/metrics";
import type { Probes } from "@workset/controller/probes";
import { orRefuse } from "./cli.ts";

/** Where the parts of the program put their numbers, and how those are served. */
export interface Metrics {
  /** What each part is given; nothing is measured when nobody can read it. */
  readonly metrics: { readonly metrics?: MetricsProvider };
  /**
   * Serves `/metrics` for Prometheus, `/healthz` and `/readyz`, to this machine alone. Where the port is not to be had,
   * the process ends with status 2.
   */
  readonly serve: (runner: Runner) => Promise<Probes | undefined>;
}

/** Metrics on a port, of which 0 is any free one; or none. */
export async function metricsOn(port: number | undefined): Promise<Metrics> {
  if (port === undefined) return { metrics: {}, serve: async () => undefined };
  // Loaded here, so that nobody pays for what is not asked for.
  const { Registry } = await import("prom-client");
  const { prometheusMetrics } = await import("@workset/metrics-prometheus");
  const { serveProbes } = await import("@workset/controller/probes");
  const registry = new Registry();
  const metrics = async () => ({ text: await registry.metrics(), contentType: registry.contentType });
  return {
    metrics: { metrics: prometheusMetrics({ registry }) },
    serve: (runner) => orRefuse(() => serveProbes({ runner, metrics, port })),
  };
}
