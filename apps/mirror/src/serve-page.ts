import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { MetricsProvider } from "@workset/metrics";

/** A page of metrics while it is served. Disposing closes it, whoever still reads. */
export interface MetricsPage extends AsyncDisposable {
  /** Takes the numbers that the page shows. */
  readonly provider: MetricsProvider;
  readonly url: string;
}

/**
 * Serves `/metrics` for Prometheus, and `/healthz`, to this machine alone. Port 0 is any free one.
 * @throws Error when the port is not to be had.
 */
export async function servePage(port: number): Promise<MetricsPage> {
  // Loaded here, so that nobody pays for what is not asked for.
  const { createServer } = await import("node:http");
  const { Registry } = await import("prom-client");
  const { prometheusMetrics } = await import("@workset/metrics-prometheus");

  const registry = new Registry();
  const server = createServer(({ url }, response) => {
    if (url === "/metrics") {
      response.setHeader("Content-Type", registry.contentType);
      void registry.metrics().then((text) => response.end(text));
    } else if (url === "/healthz") {
      response.end("ok\n");
    } else {
      response.writeHead(404).end("There are /metrics and /healthz.\n");
    }
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    provider: prometheusMetrics({ registry }),
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
