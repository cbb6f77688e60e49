import type { Cluster, Fetch, FetchInit } from "@workset/kubernetes";

/** An answer of a scripted server. */
export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object, sent as JSON, or a text or bytes as they are. */
  readonly body?: unknown;
}

/** A request that was made. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly init: FetchInit;
}

type Script = (request: SeenRequest) => ScriptedAnswer | Error | Promise<ScriptedAnswer | Error>;

/** A server in a function: what it answers, and what it was asked. */
export class ScriptedServer {
  readonly requests: SeenRequest[] = [];
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
  }

  readonly fetch: Fetch = async (url, init) => {
    init.signal?.throwIfAborted();
    const { pathname, searchParams } = new URL(url);
    const request = { method: init.method, path: pathname, params: Object.fromEntries(searchParams), init };
    this.requests.push(request);
    const answer = await this.#script(request);
    if (answer instanceof Error) throw answer;
    const { status = 200, headers = {}, body = "" } = answer;
    const isRaw = typeof body === "string" || body instanceof Uint8Array || body instanceof ReadableStream;
    return new Response(isRaw ? (body as string) : JSON.stringify(body), {
      status,
      headers: { "content-type": isRaw ? "text/plain" : "application/json", ...headers },
    });
  };

  readonly cluster: Cluster = { url: "http://server.test:8080", fetch: this.fetch };

  /** Method, path and parameters of all requests. */
  get asked(): string[] {
    return this.requests.map(({ method, path, params }) => {
      const query = Object.entries(params).map(([name, value]) => `${name}=${value}`);
      return `${method} ${path}${query.length > 0 ? `?${query.join("&")}` : ""}`;
    });
  }
}

/** A server that gives these answers, one after the other. */
export function answering(...answers: (ScriptedAnswer | Error)[]): ScriptedServer {
  return new ScriptedServer(() => answers.shift() ?? new Error("there are no more answers"));
}

/** A body of these chunks. `onCancel` is called when its reader leaves. */
export function streamOf(chunks: Iterable<Uint8Array>, onCancel?: () => void): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.iterator]();
  return new ReadableStream(
    {
      pull(controller) {
        const { done, value } = iterator.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: () => onCancel?.(),
    },
    { highWaterMark: 0 },
  );
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
