/**
 * Why a source refused. `"expired"`: the version is no longer available (410 Gone, or Expired); a list is needed.
 * `"version-too-large"`: the source has not reached the version yet. `"throttled"`: too many requests (429). `"refused"`: no
 * server answers at the address. `"internal"`: the source failed (500). `"unsupported"`: the source cannot answer requests
 * of this kind (422 to a list by way of a watch). `"other"`: anything else.
 */
export type SourceErrorCode =
  | "expired"
  | "version-too-large"
  | "throttled"
  | "refused"
  | "internal"
  | "unsupported"
  | "other";

/** Details of a refusal. */
export interface SourceErrorDetails {
  /** How long the source asks to wait before the next request, in milliseconds. */
  readonly retryAfterMs?: number;
  /** The error behind this one. */
  readonly cause?: unknown;
}

/** A list or a watch was refused, or a watch failed. What to do next depends on the code alone. */
export class SourceError extends Error {
  override readonly name = "SourceError";
  readonly code: SourceErrorCode;
  readonly retryAfterMs: number | undefined;

  constructor(code: SourceErrorCode, message: string, details: SourceErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.retryAfterMs = details.retryAfterMs;
  }
}
