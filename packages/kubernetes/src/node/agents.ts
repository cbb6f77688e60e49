import { Agent as HttpAgent, type AgentOptions } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { HttpsProxyAgent } from "https-proxy-agent";
import { getProxyForUrl } from "proxy-from-env";
import type { Credentials } from "./credentials.ts";

/** How long a connection is kept that is not used, in milliseconds: less than servers keep theirs. */
const idleMs = 60_000;

/**
 * The pool of connections to one server. Certificates belong to a connection: when they change there is a new pool, and
 * the connections of the old one are closed when they are free.
 */
export class Agents implements Disposable {
  readonly #isSecure: boolean;
  readonly #proxyUrl: string;
  #ProxyAgent: typeof HttpsProxyAgent | undefined;
  #agent: HttpAgent | undefined;
  #fingerprint = "";
  readonly #all = new Set<HttpAgent>();

  /** Without a proxy that is named, there is the one that the environment names for this URL, if any. */
  constructor(url: string, proxyUrl: string | undefined) {
    this.#isSecure = new URL(url).protocol === "https:";
    this.#proxyUrl = proxyUrl ?? getProxyForUrl(url);
  }

  /** The pool for these credentials. @throws Error when the proxy is of a kind that is not known. */
  async of({ tls = {}, agent }: Credentials): Promise<HttpAgent> {
    if (agent) return this.#own(agent);
    if (this.#proxyUrl !== "") this.#ProxyAgent ??= await loadProxyAgent(this.#proxyUrl);
    const fingerprint = JSON.stringify(tls);
    if (this.#agent && fingerprint === this.#fingerprint) return this.#agent;
    this.#retire();
    this.#agent = this.#own(this.#make(tls));
    this.#fingerprint = fingerprint;
    return this.#agent;
  }

  #make(tls: NonNullable<Credentials["tls"]>): HttpAgent {
    const options: AgentOptions = { keepAlive: true, keepAliveMsecs: 30_000, timeout: idleMs };
    if (this.#ProxyAgent) return new this.#ProxyAgent(this.#proxyUrl, options);
    return this.#isSecure ? new HttpsAgent({ ...options, ...tls }) : new HttpAgent(options);
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

  /** Closes every connection, those in use too. */
  [Symbol.dispose](): void {
    for (const agent of this.#all) agent.destroy();
  }
}

/** Most programs need none. */
async function loadProxyAgent(proxyUrl: string): Promise<typeof HttpsProxyAgent> {
  if (!/^https?:/.test(proxyUrl)) {
    // The rest of the URL may hold a password.
    const scheme = JSON.stringify(proxyUrl.split(":", 1)[0]);
    throw new Error(`the proxy must be reached by http or https, but its URL begins with ${scheme}`);
  }
  return (await import("https-proxy-agent")).HttpsProxyAgent;
}
