import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerTo, type Answer, type Asked } from "./answer.ts";

/** What is served, and where. */
export interface ProbesOptions extends Asked {
  /** The port; 0 is any free one. */
  readonly port: number;
  /**
   * The address that is listened on. In a container it has to be `"0.0.0.0"`, as the probes come from outside.
   * @defaultValue "127.0.0.1"
   */
  readonly host?: string;
}

/** Probes while they are served. Disposing ends them, whoever still reads. */
export interface Probes extends AsyncDisposable {
  /** Where they are, without a slash at the end. */
  readonly url: string;
}

/**
 * Serves `/healthz`, `/readyz` and, where there are metrics, `/metrics`. The first two answer 200 or 503, with a line for
 * each part of the program.
 * @throws Error when the port is not to be had.
 */
export async function serveProbes(options: ProbesOptions): Promise<Probes> {
  const { port, host = "127.0.0.1" } = options;
  const server = createServer((request, response) => void answer(request, response, options));
  server.listen(port, host);
  await once(server, "listening");
  // A connection that could not be accepted, for want of file descriptors say, is the concern of whoever asked.
  server.on("error", () => {});
  const { address, family, port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${bound}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** What went wrong stays in the program: it may say more than whoever asks should know. */
async function answer(request: IncomingMessage, response: ServerResponse, asked: Asked): Promise<void> {
  const { method = "GET", url = "/" } = request;
  try {
    respond(response, await answerTo(method, url, asked));
  } catch {
    respond(response, { status: 500, body: "The answer could not be made.\n" });
  }
}

/** @throws TypeError when the metrics are no text. */
function respond(response: ServerResponse, { status, contentType, body, allow }: Answer): void {
  response.writeHead(status, {
    "Content-Type": contentType ?? "text/plain; charset=utf-8",
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    ...(allow && { Allow: allow }),
  });
  // Node keeps the body from whoever asked for the head alone.
  response.end(body);
}
