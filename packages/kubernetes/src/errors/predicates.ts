import { KubernetesError } from "./kubernetes-error.ts";

const tooLargeVersion = "Too large resource version";

/** The {@link KubernetesError} in this error: itself, or the nearest of its causes. */
export function kubernetesErrorOf(error: unknown): KubernetesError | undefined {
  for (let one = error, depth = 0; one instanceof Error && depth < 20; one = one.cause, depth++) {
    if (one instanceof KubernetesError) return one;
  }
  return undefined;
}

const withReason =
  (...reasons: readonly string[]) =>
  (error: unknown): boolean => {
    const reason = kubernetesErrorOf(error)?.reason;
    return reason !== undefined && reasons.includes(reason);
  };

/** 404: there is no such object, or no such resource. */
export const isNotFound: (error: unknown) => boolean = withReason("NotFound");
/** 409 on a create: there is an object of this name. */
export const isAlreadyExists: (error: unknown) => boolean = withReason("AlreadyExists");
/**
 * 409: the object has changed since it was read, or a precondition does not hold. Read it and try again; unless
 * {@link isApplyConflict} holds, for which trying again does not help.
 */
export const isConflict: (error: unknown) => boolean = withReason("Conflict");
/** 403: the caller may not do this. */
export const isForbidden: (error: unknown) => boolean = withReason("Forbidden");
/** 401: the server does not know the caller. */
export const isUnauthorized: (error: unknown) => boolean = withReason("Unauthorized");
/** 429: too many requests; `retryAfterMs` says when to come again. */
export const isTooManyRequests: (error: unknown) => boolean = withReason("TooManyRequests");
/** 422: the object does not meet its schema or another rule. Trying again does not help. */
export const isInvalid: (error: unknown) => boolean = withReason("Invalid");
/** 400: the request makes no sense. Trying again does not help. */
export const isBadRequest: (error: unknown) => boolean = withReason("BadRequest");
/** 405: the resource does not know this verb. */
export const isMethodNotSupported: (error: unknown) => boolean = withReason("MethodNotAllowed");
/** 406: the server does not speak the format that was asked for. */
export const isNotAcceptable: (error: unknown) => boolean = withReason("NotAcceptable");
/** 415: the server does not read the format that was sent. */
export const isUnsupportedMediaType: (error: unknown) => boolean = withReason("UnsupportedMediaType");
/** 410: the version or the page is too old. */
export const isExpired: (error: unknown) => boolean = withReason("Expired", "Gone");
/** 500: the server failed. */
export const isInternalError: (error: unknown) => boolean = withReason("InternalError");
/** 503: the server cannot answer now. */
export const isServiceUnavailable: (error: unknown) => boolean = withReason("ServiceUnavailable");
/** 504: the server gave up. A write may have happened. */
export const isTimeout: (error: unknown) => boolean = withReason("Timeout", "ServerTimeout");

/** 409 on an apply: another manager owns a field. Trying again does not help; `force` takes the field over. */
export function isApplyConflict(error: unknown): boolean {
  return kubernetesErrorOf(error)?.hasCause("FieldManagerConflict") ?? false;
}

/** 403 on a create: the namespace is being deleted. */
export function isNamespaceTerminating(error: unknown): boolean {
  return kubernetesErrorOf(error)?.hasCause("NamespaceTerminating") ?? false;
}

/** 504: the server has not reached the version that was asked for. */
export function isVersionTooLarge(error: unknown): boolean {
  const found = kubernetesErrorOf(error);
  if (!found || found.code < 500) return false;
  // Servers before 1.17 give the text alone.
  const causes = found.details?.causes ?? [];
  return (
    found.hasCause("ResourceVersionTooLarge") ||
    found.message.includes(tooLargeVersion) ||
    causes.some(({ message }) => message?.includes(tooLargeVersion))
  );
}
