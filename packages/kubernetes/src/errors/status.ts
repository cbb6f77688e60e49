/** One of several reasons for an answer. */
export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  /** The field of the object that is at fault: `spec.replicas`. */
  readonly field?: string;
}

/** What an API server knows besides of why it refused. */
export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  /** The resource, in the plural. */
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** The body of an answer that is no object: a refusal, or the success of a delete. */
export interface Status {
  readonly kind: "Status";
  readonly apiVersion?: string;
  readonly metadata?: { readonly continue?: string; readonly resourceVersion?: string };
  readonly status?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code?: number;
}

/** Whether a value is a {@link Status}. */
export function isStatus(value: unknown): value is Status {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "Status";
}
