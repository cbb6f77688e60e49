import type { Access } from "../access/users.ts";
import type { Context } from "../context.ts";
import { ConnectionBroken, type Faults } from "../faults/faults.ts";
import { body } from "../handlers/call.ts";
import { handleNonResource } from "../handlers/non-resource.ts";
import { handleResource, resourceRequest } from "../handlers/route.ts";
import { withJsonBody } from "./protobuf-body.ts";
import type { ApiRequest, ApiResponse } from "./api-request.ts";
import { internalError, StatusError } from "./status-error.ts";

/** What every request goes through. */
export interface Pipeline {
  readonly context: Context;
  readonly access: Access;
  readonly faults: Faults;
  /** Settles when the server is not paused. */
  readonly running: () => Promise<void>;
}

/**
 * Answers one request: faults first, then who it is from, what they may do, and the handler. Every error becomes the
 * answer that a server gives; a broken connection is thrown on.
 */
export async function answerRequest(
  { context, access, faults, running }: Pipeline,
  request: ApiRequest,
): Promise<ApiResponse> {
  try {
    await running();
    return await faults.around(request, async () => {
      const user = access.authenticate(request.headers);
      const wanted = resourceRequest(request);
      if (wanted === undefined) return handleNonResource(context, request);
      access.authorize(user, {
        ...wanted,
        verb: wanted.verb ?? request.method.toLowerCase(),
        name: nameOf(wanted),
      });
      return await handleResource(context, withJsonBody(request, context), wanted);
    });
  } catch (error) {
    if (error instanceof ConnectionBroken) throw error;
    return errorResponse(error);
  }
}

/** The name of a new object is in its body and not yet known. */
function nameOf({
  verb,
  name,
}: {
  readonly verb: string | undefined;
  readonly name: string | undefined;
}): string | undefined {
  return verb === "create" ? undefined : name;
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
