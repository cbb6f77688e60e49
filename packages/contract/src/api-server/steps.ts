import { strict as assert } from "node:assert";
import type { ApiServerHarness, ApiServerResponse } from "./api-server-harness.ts";

/** What clauses read of an object, or of a Status. */
export interface ReadObject {
  readonly kind?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly code?: number;
  readonly details?: { readonly causes?: readonly { readonly field?: string; readonly reason?: string }[] };
  readonly metadata: ReadMetadata;
  readonly items: readonly ReadObject[];
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: { readonly ports?: readonly { readonly name?: string; readonly port: number }[] };
}

interface ReadMetadata {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly continue?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A line of a watch. */
export interface ReadLine {
  readonly type: string;
  readonly object: ReadObject;
}

/** An answer that was read. */
export interface Read {
  readonly status: number;
  readonly body: ReadObject;
}

const types = {
  json: "application/json",
  merge: "application/merge-patch+json",
  jsonPatch: "application/json-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
} as const;

/** The ConfigMaps of the namespace of a check. */
export class Maps {
  readonly path: string;
  readonly #harness: ApiServerHarness;

  constructor(harness: ApiServerHarness, plural = "configmaps") {
    this.#harness = harness;
    this.path = `/api/v1/namespaces/${harness.namespace}/${plural}`;
  }

  async send(method: string, path: string, body?: unknown, type: keyof typeof types = "json"): Promise<Read> {
    const response = await this.#harness.fetch(path, {
      method,
      headers: { "content-type": types[type], accept: "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await textOf(response);
    return { status: response.status, body: asObject(text) };
  }

  /** Creates one, and expects that it is. */
  async create(
    name: string,
    metadata: object = {},
    data: Record<string, string> = { a: "1" },
  ): Promise<ReadObject> {
    return expectStatus(201, await this.send("POST", this.path, this.map(name, metadata, data)));
  }

  map(name: string, metadata: object = {}, data: Record<string, string> = { a: "1" }): object {
    return { kind: "ConfigMap", apiVersion: "v1", metadata: { name, ...metadata }, data };
  }

  async get(name: string): Promise<ReadObject> {
    return expectStatus(200, await this.send("GET", `${this.path}/${name}`));
  }

  async patch(name: string, patch: unknown, type: keyof typeof types = "merge"): Promise<ReadObject> {
    return expectStatus(200, await this.send("PATCH", `${this.path}/${name}`, patch, type));
  }

  async remove(name: string): Promise<ReadObject> {
    return expectStatus(200, await this.send("DELETE", `${this.path}/${name}`));
  }

  /** Applies a configuration as a manager. */
  apply(name: string, manager: string, data: Record<string, string>, more = ""): Promise<Read> {
    return this.send(
      "PATCH",
      `${this.path}/${name}?fieldManager=${manager}${more}`,
      this.map(name, {}, data),
      "apply",
    );
  }

  async list(query = ""): Promise<ReadObject> {
    return expectStatus(200, await this.send("GET", `${this.path}?${query}`));
  }

  /** Opens a watch, and closes it after `use`. */
  async watching(query: string, use: (watch: OpenWatch) => Promise<void>): Promise<void> {
    const leave = new AbortController();
    const response = await this.#harness.fetch(`${this.path}?watch=1&${query}`, {
      method: "GET",
      headers: { accept: "application/json" },
      signal: leave.signal,
    });
    assert.equal(response.status, 200, "the watch was refused");
    const watch = new OpenWatch(response);
    try {
      await use(watch);
    } finally {
      leave.abort();
    }
  }
}

/** A watch that is read line by line. */
export class OpenWatch {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #decoder = new TextDecoder();
  readonly #lines: ReadLine[] = [];
  #text = "";

  constructor({ body }: ApiServerResponse) {
    this.#chunks = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  }

  /** The next line, or undefined when the stream has ended cleanly. */
  async next(): Promise<ReadLine | undefined> {
    while (this.#lines.length === 0) {
      const { done, value } = await this.#chunks.next();
      if (done === true) return undefined;
      const lines = (this.#text + this.#decoder.decode(value, { stream: true })).split("\n");
      this.#text = lines.pop()!;
      this.#lines.push(...lines.map((line) => JSON.parse(line) as ReadLine));
    }
    return this.#lines.shift();
  }

  /** The next lines that are no bookmarks, as `TYPE name`. */
  async events(count: number): Promise<string[]> {
    const events: string[] = [];
    while (events.length < count) {
      const line = await this.next();
      assert.ok(line !== undefined, `the watch ended after ${events.join(", ")}`);
      if (line.type !== "BOOKMARK") events.push(`${line.type} ${line.object.metadata.name}`);
    }
    return events;
  }
}

export function expectStatus(status: number, read: Read): ReadObject {
  assert.equal(read.status, status, `the answer was ${read.status} ${read.body.message ?? ""}`);
  return read.body;
}

/** Of two versions of one resource, whether the first is the newer. */
export function newer(one: ReadObject, other: ReadObject): boolean {
  return BigInt(one.metadata.resourceVersion) > BigInt(other.metadata.resourceVersion);
}

async function textOf({ body }: ApiServerResponse): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  if (body !== null) {
    for await (const chunk of body as AsyncIterable<Uint8Array>)
      text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function asObject(text: string): ReadObject {
  try {
    return JSON.parse(text) as ReadObject;
  } catch {
    return { message: text, metadata: { name: "", uid: "", resourceVersion: "0" }, items: [] };
  }
}
