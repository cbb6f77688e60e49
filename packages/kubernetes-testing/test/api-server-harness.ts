import { ManualClock } from "@workset/clock";
import type { ApiServerHarness } from "@workset/contract";
import { startApiServer } from "@workset/kubernetes-testing";
import type { Call, Faulty } from "./faulty-servers.ts";

/** Opens a server of its own for each check, called in the process or over a port. */
export function openHarness(over: "process" | "port", faulty?: Faulty): () => Promise<ApiServerHarness> {
  return async () => {
    const clock = new ManualClock({ wallAt: Date.UTC(2026, 0, 1) });
    const server = await startApiServer({ clock });
    const namespace = "check";
    await server.fetch("/api/v1/namespaces", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ metadata: { name: namespace } }),
    });
    let passing = false;
    const port = over === "port" ? await server.listen() : undefined;
    const call: Call =
      port === undefined
        ? (path, request) => server.fetch(path, request)
        : (path, request) => fetch(`${port.url}${path}`, { ...request, signal: request.signal ?? null });
    return {
      capabilities: ["compacts", "time", "watch-list"],
      namespace,
      fetch: faulty === undefined ? call : faulty(call),
      compact: async () => server.compact(),
      async pass() {
        // However long a request takes to arrive, time passes until the check has ended.
        passing = true;
      },
      async settle() {
        await new Promise<void>((resolve) =>
          over === "port" ? setTimeout(resolve, 2) : setImmediate(resolve),
        );
        if (passing) clock.advance(50);
      },
      [Symbol.asyncDispose]: () => server.close(),
    };
  };
}
