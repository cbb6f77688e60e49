import { Agent as HttpAgent, type AgentOptions } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Credentials } from "./credentials.ts";

/** How long a connection is kept that is not used, in milliseconds: less than servers keep theirs. */
const idleMs = 60_000;

/**
 * The pool of connections to one server. Certificates belong to a connection: when they change there is a new pool, and
 * the connections of the old one are closed when they are free.
 */
export class Agents implements Disposable {
  readonly #isSecure: boolean;
  readonly #proxyUrl: string | undefined;
  #agent: HttpAgent | undefined;
  #fingerprint = "";
  readonly #all = new Set<HttpAgent>();

  constructor(isSecure: boolean, proxyUrl: string | undefined) {
    this.#isSecure = isSecure;
    this.#proxyUrl = proxyUrl;
  }

  /** The pool for these credentials. @throws Error when a proxy is wanted that this Node does not know. */
  of({ tls = {}, agent }: Credentials): HttpAgent {
    if (agent) return this.#own(agent);
    const fingerprint = JSON.stringify(tls);
    if (this.#agent && fingerprint === this.#fingerprint) return this.#agent;
    this.#retire();
    const options: AgentOptions = {
      keepAlive: true,
      keepAliveMsecs: 30_000,
      timeout: idleMs,
      ...this.#proxy(),
    };
    this.#agent = this.#own(this.#isSecure ? new HttpsAgent({ ...options, ...tls }) : new HttpAgent(options));
    this.#fingerprint = fingerprint;
    return this.#agent;
  }

  #own<A extends HttpAgent>(agent: A): A {
    this.#all.add(agent);
    return agent;
  }

  #retire(): void {
    if (!this.#agent) return;
    this.#agent.maxFreeSockets = 0;
    for (const sockets of Object.values(this.#agent.freeSockets)) {
      for (const socket of sockets ?? []) socket.destroy();
    }
  }

  #proxy(): Pick<AgentOptions, "proxyEnv"> {
    const proxyUrl = this.#proxyUrl;
    if (proxyUrl === undefined) return { proxyEnv: process.env };
    if (!/^https?:/.test(proxyUrl)) {
      throw new Error(
        `the proxy must be reached by http or https, but its URL begins with ${schemeOf(proxyUrl)}`,
      );
    }
    if (!knowsProxies(process.versions.node)) {
      throw new Error(`a proxy needs Node 22.21 or 24.5 at least, but this is ${process.versions.node}`);
    }
    return { proxyEnv: { HTTP_PROXY: proxyUrl, HTTPS_PROXY: proxyUrl } };
  }

  /** Closes every connection, those in use too. */
  [Symbol.dispose](): void {
    for (const agent of this.#all) agent.destroy();
  }
}

function knowsProxies(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
}

/** The rest of the URL may hold a password. */
function schemeOf(url: string): string {
  return JSON.stringify(url.split(":", 1)[0]);
}
