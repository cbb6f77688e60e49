import { connectionError, ConnectionError } from "../errors/connection-error.ts";
import type { Answer, Caller } from "./caller.ts";
import { chunksOf, joined } from "../transport/read-body.ts";
import { TimeLimits } from "./time-limits.ts";
import { groupVersionOf, pathOfVersion, segment } from "./resource.ts";
import { watchLines, type WireEvent } from "../watch/watch-lines.ts";

/** A value of a query parameter; `undefined` leaves it out. */
export type ParamValue = string | number | boolean | undefined;

/** An answer that was read to its end. */
export interface RestResult {
  readonly status: number;
  readonly headers: Answer["headers"];
  readonly text: string;
}

/** An answer that is under way: await it for the {@link RestResult}, or take the object in it. */
export type PendingResult = Promise<RestResult> & {
  /** The object in the body. @throws KubernetesError; ConnectionError, `"garbled"` when the body is no JSON. */
  into<T>(): Promise<T>;
};

interface RequestState {
  readonly method: string;
  readonly apiVersion: string;
  readonly absPath?: string;
  readonly namespace?: string;
  readonly resource?: string;
  readonly name?: string;
  readonly subResources: readonly string[];
  readonly params: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs?: number;
  readonly silenceMs?: number;
  readonly retries?: number;
  readonly signal?: AbortSignal;
}

/**
 * A request that is being described, client-go's `rest.Request`: each method gives a new one, so that a part may be kept
 * and used again. Nothing is sent before {@link do}, {@link into}, {@link stream} or {@link watch}.
 */
export class RestRequest {
  readonly #caller: Caller;
  readonly #state: RequestState;

  /** Made by a `RestClient`. */
  constructor(
    caller: Caller,
    state: Pick<RequestState, "method" | "apiVersion"> & Partial<Pick<RequestState, "headers">>,
  ) {
    this.#caller = caller;
    this.#state = { subResources: [], params: [], headers: {}, ...state };
  }

  /** The group and version of the resource, as objects write it: `apps/v1`. @defaultValue that of the client */
  apiVersion(apiVersion: string): RestRequest {
    return this.#with({ apiVersion });
  }

  /** A path instead of a resource: `/version`. */
  absPath(absPath: string): RestRequest {
    return this.#with({ absPath });
  }

  /** The namespace. @throws RangeError when it is no name. */
  namespace(namespace: string): RestRequest {
    segment("namespace", namespace);
    return this.#with({ namespace });
  }

  /** The resource, in the plural. @throws RangeError when it is no name. */
  resource(resource: string): RestRequest {
    segment("resource", resource);
    return this.#with({ resource });
  }

  /** The name of the object. @throws RangeError when it is no name. */
  name(name: string): RestRequest {
    segment("name", name);
    return this.#with({ name });
  }

  /** What is meant of the object: `status`, `scale`, `proxy`. @throws RangeError when it is no name. */
  subResource(...subResources: string[]): RestRequest {
    for (const one of subResources) segment("subResource", one);
    return this.#with({ subResources });
  }

  /** One more parameter of the query. Given twice, both are sent. */
  param(name: string, value: ParamValue): RestRequest {
    return this.params({ [name]: value });
  }

  /** More parameters of the query. */
  params(params: Readonly<Record<string, ParamValue>>): RestRequest {
    const more = Object.entries(params)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)] as const);
    return this.#with({ params: [...this.#state.params, ...more] });
  }

  /** A header. */
  header(name: string, value: string): RestRequest {
    return this.#with({ headers: { ...this.#state.headers, [name.toLowerCase()]: value } });
  }

  /** What is sent: an object, as JSON, or a text as it is. */
  body(body: string | object): RestRequest {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const type = this.#state.headers["content-type"] ?? "application/json";
    return this.header("content-type", type).#with({ body: text });
  }

  /** How long the whole request may take, in milliseconds. The server is told, too. */
  timeout(timeoutMs: number): RestRequest {
    return this.#with({ timeoutMs });
  }

  /** How long the answer may go without a byte, in milliseconds. @defaultValue no limit */
  silence(silenceMs: number): RestRequest {
    return this.#with({ silenceMs });
  }

  /** How often it may be tried again. @defaultValue that of the client */
  retries(retries: number): RestRequest {
    return this.#with({ retries });
  }

  /** What ends it. */
  signal(signal: AbortSignal): RestRequest {
    return this.#with({ signal });
  }

  /** The path that is asked for. @throws RangeError when the description is incomplete. */
  get path(): string {
    const { absPath, apiVersion, namespace, resource, name, subResources } = this.#state;
    if (absPath !== undefined) return absPath.startsWith("/") ? absPath : `/${absPath}`;
    if (name !== undefined && resource === undefined) {
      throw new RangeError("a name was given, but no resource");
    }
    if (subResources.length > 0 && name === undefined) {
      throw new RangeError(`subResource ${JSON.stringify(subResources[0])} was given, but no name`);
    }
    const parts = [pathOfVersion(groupVersionOf(apiVersion))];
    // The namespace of a namespace is itself.
    if (namespace !== undefined && resource !== "namespaces") {
      parts.push("namespaces", segment("namespace", namespace));
    }
    if (resource !== undefined) parts.push(segment("resource", resource));
    if (name !== undefined) parts.push(segment("name", name));
    for (const one of subResources) parts.push(segment("subResource", one));
    return parts.join("/");
  }

  /** Sends it, and reads the answer. @throws KubernetesError, ConnectionError, or the signal's reason. */
  do(signal?: AbortSignal): PendingResult {
    const result = this.#result(signal);
    return Object.assign(result, {
      into: async <T>(): Promise<T> => this.#parsed((await result).text) as T,
    });
  }

  /** The object in the answer. @throws As {@link do}; ConnectionError `"garbled"` when the body is no JSON. */
  async into<T>(signal?: AbortSignal): Promise<T> {
    return await this.do(signal).into<T>();
  }

  /**
   * Sends it, and gives the bytes of the answer as they come. Leaving the iteration ends the request. A time limit holds
   * until the answer begins.
   */
  async stream(signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    using limits = this.#limits();
    const { body } = await this.#send(limits, this.#verb(), signal);
    return { [Symbol.asyncIterator]: () => chunksOf(body) };
  }

  /**
   * Watches: each line of the answer as it comes. Leaving the iteration ends the request. A time limit holds until the
   * watch is open. For a watch that goes on after errors, take an informer.
   * @throws KubernetesError, ConnectionError, or the signal's reason; the same from the iteration.
   */
  async watch<T>(signal?: AbortSignal): Promise<AsyncIterable<WireEvent<T>>> {
    using limits = this.#limits();
    const answer = await this.param("watch", true).#send(limits, "watch", signal);
    return watchLines<T>(answer, oneOf(this.#state.signal, signal));
  }

  /**
   * Sends it, and hands over the bytes of the answer as they come, until its end. Time limits hold for all of it.
   * @throws KubernetesError, ConnectionError, or the signal's reason; what `onChunk` throws.
   */
  async read(
    onChunk: (chunk: Uint8Array) => void,
    signal?: AbortSignal,
  ): Promise<Pick<RestResult, "status" | "headers">> {
    using limits = this.#limits();
    const { status, headers, body, request } = await this.#send(limits, this.#verb(), signal);
    const chunks = chunksOf(body);
    for (;;) {
      let next;
      try {
        next = await chunks.next();
      } catch (error) {
        oneOf(this.#state.signal, signal, limits.signal)?.throwIfAborted();
        throw connectionError(error, request);
      }
      if (next.done) return { status, headers };
      limits.heard();
      try {
        onChunk(next.value);
      } catch (error) {
        await chunks.return?.();
        throw error;
      }
    }
  }

  async #result(signal: AbortSignal | undefined): Promise<RestResult> {
    const chunks: Uint8Array[] = [];
    const answer = await this.read((chunk) => void chunks.push(chunk), signal);
    return { ...answer, text: new TextDecoder().decode(joined(chunks)) };
  }

  #parsed(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      // The cause is left out: it quotes the body, which may hold a secret.
      const request = `${this.#state.method} ${this.path}`;
      throw new ConnectionError("garbled", `${request}: the answer of ${text.length} characters is no JSON`);
    }
  }

  #limits(): TimeLimits {
    const { method, timeoutMs, silenceMs } = this.#state;
    return new TimeLimits(this.#caller.clock, `${method} ${this.path}`, { timeoutMs, silenceMs });
  }

  async #send(limits: TimeLimits, verb: string, signal: AbortSignal | undefined): Promise<Answer> {
    const { method, body, params, headers, timeoutMs, silenceMs, retries } = this.#state;
    const query = new URLSearchParams(params as [string, string][]);
    if (timeoutMs !== undefined) query.set("timeout", `${Math.ceil(timeoutMs / 1000)}s`);
    const isLimited = timeoutMs !== undefined || silenceMs !== undefined;
    const ends = oneOf(this.#state.signal, signal, isLimited ? limits.signal : undefined);
    return await this.#caller.call({
      method,
      verb,
      path: this.path,
      query,
      headers,
      retries,
      signal: ends,
      ...(body !== undefined && { body }),
    });
  }

  #verb(): string {
    const { method, name, params } = this.#state;
    const isWatch = params.some(([key, value]) => key === "watch" && value !== "0" && value !== "false");
    if (isWatch) return "watch";
    if (method === "GET") return name === undefined ? "list" : "get";
    if (method === "POST") return "create";
    if (method === "PUT") return "update";
    if (method === "DELETE") return name === undefined ? "deletecollection" : "delete";
    return method.toLowerCase();
  }

  #with(more: Partial<RequestState>): RestRequest {
    return new RestRequest(this.#caller, { ...this.#state, ...more });
  }
}

/** One signal for all of these; `undefined` when there are none. */
function oneOf(...signals: (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((signal) => signal !== undefined);
  return given.length < 2 ? given[0] : AbortSignal.any(given);
}
