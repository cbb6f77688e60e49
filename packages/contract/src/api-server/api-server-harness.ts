import type { Clause, Harness } from "../clause.ts";

/**
 * What a harness can do to its API server besides calling it.
 *
 * - `"compacts"`: it can make the server forget the past
 * - `"time"`: it can let time pass
 * - `"watch-list"`: the server knows `sendInitialEvents`
 */
export type ApiServerCapability = "compacts" | "time" | "watch-list";

/** How a request is sent. */
export interface ApiServerRequest {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** An answer as it comes. */
export interface ApiServerResponse {
  readonly status: number;
  readonly body: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> | null;
}

/** An API server, and a namespace in it that exists and is empty. */
export interface ApiServerHarness extends Harness<ApiServerCapability> {
  /** A namespace of this check alone. */
  readonly namespace: string;
  /** Sends a request; `path` begins with a slash. */
  fetch(path: string, request: ApiServerRequest): Promise<ApiServerResponse>;
  /** Forgets the past: older versions are expired. Called only with `"compacts"`. */
  compact(): Promise<void>;
  /** Lets time pass. Called only with `"time"`. */
  pass(ms: number): Promise<void>;
}

/** A promise of an API server. */
export type ApiServerClause = Clause<ApiServerHarness>;
