import type { Context } from "../context.ts";
import { handleNonResource } from "../handlers/non-resource.ts";
import { handleResource, resourceRequest } from "../handlers/route.ts";
import { body } from "../handlers/call.ts";
import type { ApiRequest, ApiResponse } from "./api-request.ts";
import { internalError, StatusError } from "./status-error.ts";

/** Answers one request: every error becomes the answer that a server gives. */
export async function answerRequest(context: Context, request: ApiRequest): Promise<ApiResponse> {
  try {
    const wanted = resourceRequest(request);
    if (wanted !== undefined) return await handleResource(context, request, wanted);
    return handleNonResource(context, request);
  } catch (error) {
    return errorResponse(error);
  }
}

/** The answer that an error is. */
export function errorResponse(error: unknown): ApiResponse {
  const known =
    error instanceof StatusError
      ? error
      : internalError(error instanceof Error ? error.message : String(error));
  if (typeof known.status === "string") {
    return {
      code: known.code,
      headers: {
        "content-type": "text/plain; charset=utf-8",
        "cache-control": "no-cache, private",
        ...known.headers,
      },
      body: known.status,
    };
  }
  const shown = body(known.status, { media: "application/json", pretty: false });
  return { code: known.code, body: shown.body, headers: { ...shown.headers, ...known.headers } };
}
