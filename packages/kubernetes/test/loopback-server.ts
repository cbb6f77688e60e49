import { readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";

const folder = join(import.meta.dirname, "fixtures/tls");

/** A certificate or key for tests. Nothing else accepts them. */
export function pem(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

/** How a {@link LoopbackServer} presents itself. */
export interface LoopbackOptions {
  /** Which certificate it has; without one it speaks plain HTTP. */
  readonly certificate?: "server" | "other-server";
}

/** A server on a port of this machine that knows its connections. */
export class LoopbackServer implements AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly sockets: Set<Socket> = new Set();
  /** How many connections there were. */
  connections = 0;
  readonly #server: Server;

  private constructor(server: Server, isSecure: boolean) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    this.url = `${isSecure ? "https" : "http"}://127.0.0.1:${this.port}`;
    server.on(isSecure ? "secureConnection" : "connection", (socket: Socket) => {
      this.connections++;
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
    });
  }

  static async start(
    listener: RequestListener,
    { certificate }: LoopbackOptions = {},
  ): Promise<LoopbackServer> {
    const server = certificate
      ? createSecureServer(
          {
            cert: pem(`${certificate}.crt`),
            key: pem(`${certificate}.key`),
            ca: pem("ca.crt"),
            requestCert: true,
            rejectUnauthorized: false,
          },
          listener,
        )
      : createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new LoopbackServer(server, certificate !== undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}
