import type { ApiServer, Fetch } from "@workset/kubernetes-testing";

/** An answer that was read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body_;
}

interface Body_ {
  readonly kind?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly metadata: Metadata;
  readonly items: readonly { readonly metadata: Metadata }[];
  readonly data?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

interface Metadata {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly deletionTimestamp?: string;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly unknown[];
}

/** Where ConfigMaps of the default namespace are. */
export const configMaps = "/api/v1/namespaces/default/configmaps";

/** Sends a request with a JSON body and reads the answer. */
export async function send(
  { fetch }: { readonly fetch: Fetch },
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(path, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  return {
    status: response.status,
    headers: response.headers,
    body: json ? (JSON.parse(text) as Body_) : ({ message: text } as Body_),
  };
}

/** Creates a ConfigMap. */
export async function createMap(server: ApiServer, name: string, metadata: object = {}): Promise<Body_> {
  const { status, body } = await send(server, "POST", configMaps, {
    metadata: { name, ...metadata },
    data: { a: "1" },
  });
  if (status !== 201) throw new Error(`${status} ${body.message ?? ""}`);
  return body;
}

/** One line of a watch. */
export interface WatchLine {
  readonly type: string;
  readonly object: Body_;
}

/** A watch that is read line by line. */
export class Lines implements AsyncDisposable {
  readonly status: number;
  readonly #leave: AbortController;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #lines: WatchLine[] = [];
  /** What came after the last end of a line. */
  rest = "";

  private constructor(response: Response, leave: AbortController) {
    this.status = response.status;
    this.#leave = leave;
    this.#reader = response.body!.getReader();
  }

  static async open({ fetch }: { readonly fetch: Fetch }, path: string): Promise<Lines> {
    const leave = new AbortController();
    return new Lines(await fetch(path, { signal: leave.signal }), leave);
  }

  /** The next line; undefined at a clean end. @throws when the connection breaks. */
  async next(): Promise<WatchLine | undefined> {
    while (this.#lines.length === 0) {
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      const lines = (this.rest + new TextDecoder().decode(value)).split("\n");
      this.rest = lines.pop()!;
      this.#lines.push(...lines.map((line) => JSON.parse(line) as WatchLine));
    }
    return this.#lines.shift();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leave.abort();
    await this.#reader.cancel().catch(() => undefined);
  }
}
