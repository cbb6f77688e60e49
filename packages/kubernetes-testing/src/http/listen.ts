import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { ConnectionBroken } from "../faults/faults.ts";
import type { ApiRequest, ApiResponse, LineStream } from "./api-request.ts";
import { bodyTooLarge, largestBody, type Answer } from "./fetch.ts";
import { errorResponse } from "./pipeline.ts";
import { selfSigned, type TlsPair } from "./self-signed.ts";

/** Where a server listens. */
export interface ListenOptions {
  /**
   * The port; 0 takes a free one.
   * @defaultValue 0
   */
  readonly port?: number;
  /**
   * The address. The default is reachable from this machine only.
   * @defaultValue "127.0.0.1"
   */
  readonly host?: string;
  /**
   * Whether the port speaks TLS: with a key and a certificate in PEM, or with `true` and a certificate made for it.
   * @defaultValue false
   */
  readonly tls?: boolean | TlsPair;
}

/** An open port. */
export interface Listening extends AsyncDisposable {
  readonly port: number;
  /** `http://127.0.0.1:PORT` or `https://…`. */
  readonly url: string;
  /** The certificate that a client must trust, in PEM. Undefined without TLS. */
  readonly certificate: string | undefined;
  /** Breaks every connection and refuses new ones until {@link resume}. */
  suspend(): Promise<void>;
  /** Opens the same port again. */
  resume(): Promise<void>;
  /** Breaks every connection and closes the port. */
  close(): Promise<void>;
}

/** Bodies longer than this are compressed for clients that accept it. */
const compressedFrom = 128 * 1024;

/** Opens a port. @throws Error when it is taken. */
export async function listen(answer: Answer, options: ListenOptions): Promise<Listening> {
  const { port = 0, host = "127.0.0.1", tls = false } = options;
  const pair = tls === true ? await selfSigned(host) : tls === false ? undefined : tls;
  const handle = (incoming: IncomingMessage, outgoing: ServerResponse): void =>
    void serve(answer, incoming, outgoing);
  const server: Server = pair === undefined ? createServer(handle) : createTlsServer({ ...pair }, handle);
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await open(server, port, host);
  const address = server.address() as AddressInfo;
  const suspend = async (): Promise<void> => {
    if (!server.listening) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  };
  const shownHost = host.includes(":") ? `[${host}]` : host;
  return {
    port: address.port,
    url: `${pair === undefined ? "http" : "https"}://${shownHost}:${address.port}`,
    certificate: pair?.cert,
    suspend,
    resume: () => open(server, address.port, host),
    close: suspend,
    [Symbol.asyncDispose]: suspend,
  };
}

async function open(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function serve(answer: Answer, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  outgoing.on("error", () => gone.abort());
  try {
    const response = await answer(requestOf(incoming, gone.signal)).catch((error: unknown) => {
      if (error instanceof ConnectionBroken) throw error;
      return errorResponse(error);
    });
    await send(response, incoming, outgoing, gone.signal);
  } catch {
    // The connection broke, on this side or the other: no answer can be sent.
    incoming.socket.destroy();
  }
}

function requestOf(incoming: IncomingMessage, signal: AbortSignal): ApiRequest {
  const url = new URL(incoming.url ?? "/", "http://localhost");
  const headers = new Headers();
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
    headers.append(incoming.rawHeaders[at]!, incoming.rawHeaders[at + 1]!);
  }
  return {
    method: incoming.method ?? "GET",
    path: url.pathname,
    host: incoming.headers.host ?? "localhost",
    query: url.searchParams,
    headers,
    body: async () => (await readAll(incoming)).toString("utf8"),
    bytes: () => readAll(incoming),
    signal,
  };
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= largestBody) chunks.push(chunk);
  }
  if (size > largestBody) throw bodyTooLarge();
  return Buffer.concat(chunks);
}

async function send(
  { code, headers, body }: ApiResponse,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  gone: AbortSignal,
): Promise<void> {
  const { "transfer-encoding": _, ...sent } = headers;
  for (const [name, value] of Object.entries(sent)) outgoing.setHeader(name, value);
  outgoing.statusCode = code;
  if (typeof body !== "string") return sendLines(body, outgoing, gone);
  let bytes = Buffer.from(body);
  if (bytes.length > compressedFrom && /\bgzip\b/u.test(incoming.headers["accept-encoding"] ?? "")) {
    outgoing.setHeader("content-encoding", "gzip");
    outgoing.setHeader("vary", "Accept-Encoding");
    bytes = gzipSync(bytes, { level: 1 });
  }
  outgoing.setHeader("content-length", bytes.length);
  outgoing.end(incoming.method === "HEAD" ? undefined : bytes);
}

/** Writes the lines of a watch as fast as the client reads them. */
async function sendLines(lines: LineStream, outgoing: ServerResponse, gone: AbortSignal): Promise<void> {
  const leave = (): void => lines.cancel();
  gone.addEventListener("abort", leave, { once: true });
  if (gone.aborted) leave();
  outgoing.flushHeaders();
  for (let text = await lines.next(); text !== undefined; text = await lines.next()) {
    if (!outgoing.write(text)) await drained(outgoing, gone);
  }
  outgoing.end();
}

async function drained(outgoing: ServerResponse, gone: AbortSignal): Promise<void> {
  if (gone.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      outgoing.off("drain", done);
      gone.removeEventListener("abort", done);
      resolve();
    };
    outgoing.once("drain", done);
    gone.addEventListener("abort", done, { once: true });
  });
}
