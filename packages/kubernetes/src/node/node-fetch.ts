import { request as httpRequest, type ClientRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { FetchInit, FetchResponse } from "../transport/fetch.ts";
import { Agents } from "./agents.ts";
import type { Credentials, CredentialSource } from "./credentials.ts";
import { MessageBody } from "./message-body.ts";

/** How a {@link NodeFetch} reaches a server. */
export interface NodeFetchOptions {
  /** Where the server is. */
  readonly url: string;
  /** Who asks. @defaultValue none */
  readonly credentials?: CredentialSource;
  /** The proxy to go through. @defaultValue what `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` say */
  readonly proxyUrl?: string;
}

const anonymous: Credentials = { headers: {} };

/**
 * Reaches an API server from Node: over TLS, with certificates and tokens that may change, through proxies, over
 * connections that are kept and shared. A watch has a connection of its own for as long as it lasts; an abort closes it.
 */
export class NodeFetch implements Disposable {
  readonly #agents: Agents;
  readonly #credentials: CredentialSource | undefined;

  constructor({ url, credentials, proxyUrl }: NodeFetchOptions) {
    this.#agents = new Agents(url, proxyUrl);
    this.#credentials = credentials;
  }

  /** A request. When the server does not know the caller, credentials are read anew and it is asked once more. */
  readonly fetch = async (url: string, init: FetchInit): Promise<FetchResponse> => {
    const response = await this.#once(url, init);
    if (response.statusCode !== 401 || !this.#credentials?.expire) return answerOf(response);
    this.#credentials.expire();
    response.resume();
    return answerOf(await this.#once(url, init));
  };

  async #once(url: string, init: FetchInit): Promise<IncomingMessage> {
    const credentials = (await this.#credentials?.get()) ?? anonymous;
    const agent = await this.#agents.of(credentials);
    init.signal?.throwIfAborted();
    const send = url.startsWith("https:") ? httpsRequest : httpRequest;
    const headers: Record<string, string> = {
      "accept-encoding": "gzip",
      ...init.headers,
      ...credentials.headers,
    };
    if (init.body !== undefined) headers["content-length"] = String(Buffer.byteLength(init.body));
    const request = send(url, {
      method: init.method,
      agent,
      headers,
      // A proxy's agent secures each tunnel as its request says.
      ...credentials.tls,
      ...(init.signal && { signal: init.signal }),
    });
    return await responseTo(request, init);
  }

  /** Closes every connection, those in use too. */
  [Symbol.dispose](): void {
    this.#agents[Symbol.dispose]();
  }
}

function responseTo(request: ClientRequest, { body, signal }: FetchInit): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on("response", resolve);
    request.on("error", (error) => reject((signal?.aborted ? signal.reason : error) as Error));
    request.end(body);
  });
}

function answerOf(message: IncomingMessage): FetchResponse {
  const headers = new Map(Object.entries(message.headers));
  return {
    status: message.statusCode!,
    headers: { get: (name) => [headers.get(name.toLowerCase()) ?? []].flat().join(", ") || null },
    body: new MessageBody(message),
  };
}
