import type { Runner } from "@workset/controller";
import type { MetricsProvider } from "@workset/metrics";
import type { Probes } from "@workset/controller/probes";
import { orRefuse } from "./cli/command-line.ts";

/** The metrics of the program, and how they are served. */
export interface Metrics {
  /** Options for each component; nothing is measured unless it is served. */
  readonly metrics: { readonly metrics?: MetricsProvider };
  /**
   * Serves `/metrics` for Prometheus, `/healthz` and `/readyz`, to this machine only. When the port is in use, the process
   * ends with status 2.
   */
  readonly serve: (runner: Runner) => Promise<Probes | undefined>;
}

/** Metrics on a port, of which 0 is any free one; or none. */
export async function metricsOn(port: number | undefined): Promise<Metrics> {
  if (port === undefined) return { metrics: {}, serve: async () => undefined };
  // Imported when it is used, so that a start loads no more than it needs.
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
