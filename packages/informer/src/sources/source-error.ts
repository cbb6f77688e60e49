/**
 * Why a source refused. `"expired"`: the version is no longer at hand (410 Gone, or Expired); a list is needed.
 * `"version-too-large"`: the source has not come as far as the version yet. `"throttled"`: too many requests (429).
 * `"refused"`: nobody answers at the address. `"internal"`: the source failed (500). `"other"`: anything else.
 */
export type SourceErrorCode =
  | "expired"
  | "version-too-large"
  | "throttled"
  | "refused"
  | "internal"
  | "other";

/** What is known besides of why a source refused. */
export interface SourceErrorDetails {
  /** How long the source asks to be left alone, in milliseconds. */
  readonly retryAfterMs?: number;
  /** The error in which this one shows. */
  readonly cause?: unknown;
}

/** A list or a watch was refused, or a watch was broken off. What to do next depends on the code alone. */
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
