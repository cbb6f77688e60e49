/** What is sent. */
export interface FetchInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  /** Ends the request, and the reading of the answer's body. */
  readonly signal?: AbortSignal;
}

/** What came back: the part of a `Response` that this package reads. */
export interface FetchResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  /** The bytes, read as they are asked for; `null` when there are none. */
  readonly body: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> | null;
}

/**
 * The one function that reaches an API server. The global `fetch` is one, and so is that of a test server in the process.
 * It adds what authenticates the caller.
 */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchResponse>;

/** An API server and the way to it. */
export interface Cluster {
  /** Where the API server is: `https://10.0.0.1:6443`. A path is kept. */
  readonly url: string;
  /** How it is asked. */
  readonly fetch: Fetch;
  /** The namespace that is meant where none is named. @defaultValue "default" */
  readonly namespace?: string;
}
