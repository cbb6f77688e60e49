/** What a request was, for metrics. None of it names an object. */
export interface RestLabels {
  /** The HTTP method: `GET`. */
  readonly method: string;
  /** What the method means here: `list`, `watch`, `get`, `create`, `update`, `patch`, `delete`, `deletecollection`. */
  readonly verb: string;
  /** Host and port of the API server. */
  readonly host: string;
}

/** Observes the requests of a client. Its methods must not throw. */
export interface RestObserver {
  /** An attempt ended: with the HTTP status, or `"<error>"` when no answer came. */
  onAttempt?(labels: RestLabels, code: string, durationMs: number): void;
  /** A request is tried again after this code. */
  onRetry?(labels: RestLabels, code: string): void;
  /** A request waited so long for the client's own rate limit. */
  onRateLimited?(labels: RestLabels, waitMs: number): void;
}
