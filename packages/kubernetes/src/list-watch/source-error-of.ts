import { SourceError, type SourceErrorCode } from "@workset/informer";
import { ConnectionError } from "../errors/connection-error.ts";
import { KubernetesError } from "../errors/kubernetes-error.ts";
import { isVersionTooLarge } from "../errors/predicates.ts";

/** What a failed request means to a reflector; the error itself is the cause. */
export function sourceErrorOf(error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const retryAfterMs = error instanceof KubernetesError ? error.retryAfterMs : undefined;
  return new SourceError(codeOf(error), message, {
    cause: error,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

function codeOf(error: unknown): SourceErrorCode {
  if (error instanceof ConnectionError) return error.code === "refused" ? "refused" : "other";
  if (!(error instanceof KubernetesError)) return "other";
  if (error.code === 410 || error.reason === "Expired" || error.reason === "Gone") return "expired";
  if (isVersionTooLarge(error)) return "version-too-large";
  if (error.code === 429) return "throttled";
  return error.code === 500 ? "internal" : "other";
}
