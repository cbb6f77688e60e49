import type { Status, StatusDetails } from "./status.ts";

/** What an answer says besides its status. */
export interface KubernetesErrorDetails {
  /** The body, where it was a `Status`. */
  readonly status?: Status;
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** What was asked, without any parameter or body: `GET /api/v1/pods`. */
  readonly request?: string;
}

/** Reasons by code, for answers that name none. */
const reasons: Readonly<Record<number, string>> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  405: "MethodNotAllowed",
  406: "NotAcceptable",
  409: "Conflict",
  410: "Gone",
  413: "RequestEntityTooLarge",
  415: "UnsupportedMediaType",
  422: "Invalid",
  429: "TooManyRequests",
  500: "InternalError",
  503: "ServiceUnavailable",
  504: "Timeout",
};

/** The API server answered, and refused. The `is…` functions tell one reason from another. */
export class KubernetesError extends Error {
  override readonly name = "KubernetesError";
  /** The HTTP status: 404. */
  readonly code: number;
  /** The reason, as Kubernetes calls it: `NotFound`. Guessed from the code where the server named none. */
  readonly reason: string;
  /** What the server says about the object in question. */
  readonly details: StatusDetails | undefined;
  /** How long the server asks to wait before it is asked again, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** The whole body, where it was a `Status`. */
  readonly status: Status | undefined;

  constructor(code: number, message: string, details: KubernetesErrorDetails = {}) {
    super(details.request === undefined ? message : `${details.request}: ${message}`);
    this.code = code;
    this.status = details.status;
    this.reason = details.status?.reason || reasons[code] || "Unknown";
    this.details = details.status?.details;
    this.retryAfterMs = details.retryAfterMs;
  }

  /** Whether one of the causes has this reason. */
  hasCause(reason: string): boolean {
    return this.details?.causes?.some((cause) => cause.reason === reason) ?? false;
  }
}
