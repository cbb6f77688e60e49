import { Backoff, notify, sleep, systemClock, type Clock } from "@workset/clock";
import { tokenBucket, type RateLimiter } from "@workset/rate-limiters";
import { connectionError, ConnectionError } from "../errors/connection-error.ts";
import { errorOfResponse } from "../errors/error-of-response.ts";
import { KubernetesError } from "../errors/kubernetes-error.ts";
import { isVersionTooLarge } from "../errors/predicates.ts";
import type { Cluster, FetchResponse } from "../transport/fetch.ts";
import type { RestLabels, RestObserver } from "./rest-observer.ts";
import { warningsIn } from "./warnings.ts";

/** How requests are sent. */
export interface CallerOptions {
  readonly cluster: Cluster;
  /**
   * The most requests a second and at once; each attempt counts.
   * @defaultValue no limit: servers since 1.20 share their capacity among their clients themselves
   */
  readonly rateLimit?: { readonly perSecond: number; readonly burst: number };
  /** How often a request that may be repeated is tried again. @defaultValue 10 */
  readonly retries?: number;
  /** What requests say about who sends them. @defaultValue "workset" */
  readonly userAgent?: string;
  /** Counts and measures the requests. @defaultValue none */
  readonly observer?: RestObserver;
  /** Receives the warnings that the server sends with an answer. @defaultValue they are dropped */
  readonly onWarning?: (warning: string, request: string) => void;
  /** @defaultValue the system's clock */
  readonly clock?: Clock;
}

/** A request. */
export interface Call {
  readonly method: string;
  /** The verb for metrics. */
  readonly verb: string;
  readonly path: string;
  readonly query?: URLSearchParams;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  /** Overrides the client's. */
  readonly retries?: number | undefined;
}

/** An answer with a status below 300. */
export interface Answer extends FetchResponse {
  /** What was asked, for errors: the method and the path. */
  readonly request: string;
}

/** Sends requests to one API server: limited, retried where that is safe, and measured. */
export class Caller {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly #base: string;
  readonly #host: string;
  readonly #limiter: RateLimiter | undefined;
  readonly #retries: number;
  readonly #userAgent: string;
  readonly #observer: RestObserver | undefined;
  readonly #onWarning: CallerOptions["onWarning"];

  /** @throws TypeError when the URL is none; RangeError when an option is out of bounds. */
  constructor(options: CallerOptions) {
    const { cluster, rateLimit, retries = 10, userAgent = "workset", clock = systemClock } = options;
    const url = new URL(cluster.url);
    this.cluster = cluster;
    this.clock = clock;
    this.#base = url.origin + url.pathname.replace(/\/+$/, "");
    this.#host = url.host;
    this.#limiter = rateLimit && tokenBucket({ ...rateLimit, clock });
    this.#retries = retries;
    this.#userAgent = userAgent;
    this.#observer = options.observer;
    this.#onWarning = options.onWarning;
  }

  /**
   * Sends a request, again where that is safe: after a 429 with `Retry-After`, which says that nothing was done; and a
   * `GET` after a 5xx with `Retry-After`, or when its connection was reset.
   * @throws KubernetesError when the server refuses; ConnectionError when no answer comes; the signal's reason.
   */
  async call(call: Call): Promise<Answer> {
    const labels: RestLabels = { method: call.method, verb: call.verb, host: this.#host };
    const backoff = new Backoff({ baseMs: 100, maxMs: 5_000 });
    for (let left = call.retries ?? this.#retries; ; left--) {
      await this.#throttle(labels, call.signal);
      try {
        return await this.#attempt(call, labels);
      } catch (error) {
        call.signal?.throwIfAborted();
        const waitMs = left > 0 ? waitBeforeRepeating(call.method, error, backoff) : undefined;
        if (waitMs === undefined) throw error;
        notify(this.#observer?.onRetry?.bind(this.#observer), labels, codeOf(error));
        await sleep(this.clock, waitMs, call.signal);
      }
    }
  }

  async #throttle(labels: RestLabels, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    const waitMs = this.#limiter?.when("") ?? 0;
    if (waitMs > 0) await sleep(this.clock, waitMs, signal);
    if (this.#limiter) notify(this.#observer?.onRateLimited?.bind(this.#observer), labels, waitMs);
  }

  async #attempt(call: Call, labels: RestLabels): Promise<Answer> {
    const { method, path, query, body, signal } = call;
    const request = `${method} ${path}`;
    const search = query?.size ? `?${query.toString()}` : "";
    const startedAt = this.clock.now();
    const measure = (code: string): void => {
      const tookMs = this.clock.now() - startedAt;
      notify(this.#observer?.onAttempt?.bind(this.#observer), labels, code, tookMs);
    };
    let response;
    try {
      response = await this.cluster.fetch(this.#base + path + search, {
        method,
        headers: { accept: "application/json", "user-agent": this.#userAgent, ...call.headers },
        ...(body !== undefined && { body }),
        ...(signal && { signal }),
      });
    } catch (error) {
      measure("<error>");
      signal?.throwIfAborted();
      throw connectionError(error, request);
    }
    measure(String(response.status));
    for (const warning of warningsIn(response.headers.get("warning"))) {
      notify(this.#onWarning, warning, request);
    }
    if (response.status >= 300) throw await errorOfResponse(response, request, this.clock.wallNow());
    return { status: response.status, headers: response.headers, body: response.body, request };
  }
}

/** `undefined` when the request must not be repeated. */
function waitBeforeRepeating(method: string, error: unknown, backoff: Backoff): number | undefined {
  if (error instanceof ConnectionError) {
    return method === "GET" && error.code === "reset" ? backoff.next() : undefined;
  }
  if (!(error instanceof KubernetesError) || error.retryAfterMs === undefined) return undefined;
  if (error.code === 429) return error.retryAfterMs;
  // A write may have happened all the same; and a version that is not reached is for the caller to decide about.
  if (method !== "GET" || error.code < 500 || isVersionTooLarge(error)) return undefined;
  return error.retryAfterMs;
}

function codeOf(error: unknown): string {
  return error instanceof KubernetesError ? String(error.code) : "<error>";
}
