import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { checkedCount, requiredMethods, shown } from "@workset/clock";
import { answerTo, type Answer, type ProbesContent } from "./answer.ts";

/** What is served, and where. */
export interface ProbesOptions extends ProbesContent {
  /** The port, from 0 to 65,535; 0 is any free one. */
  readonly port: number;
  /**
   * The address to listen on. In a container use `"0.0.0.0"`, because probes come from outside.
   * @defaultValue "127.0.0.1"
   */
  readonly host?: string;
}

/** A server of probes. Disposing of it stops the server and closes its connections. */
export interface Probes extends AsyncDisposable {
  /** Its address, without a slash at the end. */
  readonly url: string;
}

/**
 * Serves `/healthz`, `/readyz` and, where there are metrics, `/metrics`. The first two answer 200 or 503, with a line for
 * each component of the program.
 * @throws RangeError or TypeError, naming the option, when one has no meaning; Error when the port is in use.
 */
export async function serveProbes(options: ProbesOptions): Promise<Probes> {
  requiredMethods("runner", options.runner, ["health", "readiness"], "give a Runner");
  const port = checkedCount("port", options.port, { atLeast: 0, atMost: 65_535 });
  const host = checkedHost(options.host ?? "127.0.0.1");
  const server = createServer((request, response) => void answer(request, response, options));
  server.listen(port, host);
  await once(server, "listening");
  // A connection that could not be accepted, for lack of file descriptors for example, is the client's to retry.
  server.on("error", () => {});
  const { address, family, port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${bound}`,
    async [Symbol.asyncDispose]() {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** An empty host would listen on every interface. */
function checkedHost(host: string): string {
  if (typeof host === "string" && host.trim() !== "") return host;
  throw new TypeError(`host must be an address such as "127.0.0.1" or "0.0.0.0", but it is ${shown(host)}`);
}

/** The error stays in the program: it may hold more than a client should read. */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  content: ProbesContent,
): Promise<void> {
  const { method = "GET", url = "/" } = request;
  try {
    respond(response, await answerTo(method, url, content));
  } catch {
    respond(response, { status: 500, body: "The answer could not be made.\n" });
  }
}

/** @throws TypeError when the metrics are not text. */
function respond(response: ServerResponse, { status, contentType, body, allow }: Answer): void {
  response.writeHead(status, {
    "Content-Type": contentType ?? "text/plain; charset=utf-8",
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    ...(allow && { Allow: allow }),
  });
  // Node drops the body of an answer to HEAD.
  response.end(body);
}
