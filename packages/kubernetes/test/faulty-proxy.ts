import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** What becomes of the bytes that a server sends. */
export type ProxyFault = "cut" | "half" | "garbage" | "stall" | "slow" | "refuse";

/** One connection through the proxy. */
interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  readonly held: Buffer[];
  fault: ProxyFault | undefined;
}

/**
 * A proxy on a port of this machine that disturbs what passes. `"cut"`: the connection breaks before the next bytes.
 * `"half"`: half of them come, then it breaks. `"garbage"`: bytes come that the server did not send. `"stall"`: nothing more comes, and
 * no end. `"slow"`: bytes come in small pieces, a turn of the event loop apart. `"refuse"`: new connections break at once.
 */
export class FaultyProxy implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #refuses = false;
  /** How often bytes were disturbed. */
  disturbed = 0;

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on("connection", (client) => this.#open(client, target));
  }

  static async start(target: number): Promise<FaultyProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new FaultyProxy(server, target);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Disturbs the connections that are open. */
  disturb(fault: ProxyFault): void {
    if (fault === "refuse") this.#refuses = true;
    for (const pair of this.#pairs) pair.fault = fault;
  }

  /** From now on all passes as it is, but for connections that are stalled. */
  heal(): void {
    this.#refuses = false;
    for (const pair of this.#pairs) if (pair.fault !== "stall") pair.fault = undefined;
  }

  /** What was stalled goes on, and nothing of it is lost. */
  resume(): void {
    for (const pair of this.#pairs) {
      pair.fault = undefined;
      pair.client.cork();
      for (const chunk of pair.held.splice(0)) pair.client.write(chunk);
      pair.client.uncork();
      pair.server.resume();
    }
  }

  #open(client: Socket, target: number): void {
    const server = connect(target, "127.0.0.1");
    const pair: Pair = { client, server, held: [], fault: this.#refuses ? "cut" : undefined };
    this.#pairs.add(pair);
    const end = (): void => {
      this.#pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.on("error", end).on("close", end);
    client.on("data", (chunk) => server.write(chunk));
    server.on("data", (chunk) => this.#pass(pair, chunk));
  }

  #pass(pair: Pair, chunk: Buffer): void {
    const { client, server, fault } = pair;
    if (fault !== undefined) this.disturbed++;
    switch (fault) {
      case "cut":
      case "refuse":
        client.destroy();
        break;
      case "half":
        client.end(chunk.subarray(0, chunk.length >> 1));
        break;
      case "garbage":
        client.write(Buffer.concat([Buffer.from("12\r\n\x00}{garbage\xff\n\n\r\n"), chunk]));
        break;
      case "stall":
        pair.held.push(chunk);
        server.pause();
        break;
      case "slow":
        server.pause();
        void this.#trickle(client, chunk).then(() => server.resume());
        break;
      default:
        client.write(chunk);
    }
  }

  async #trickle(client: Socket, chunk: Buffer): Promise<void> {
    for (let at = 0; at < chunk.length; at += 97) {
      client.write(chunk.subarray(at, at + 97));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const { client, server } of this.#pairs) {
      client.destroy();
      server.destroy();
    }
    await closed;
  }
}
