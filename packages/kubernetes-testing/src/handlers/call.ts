import type { Context } from "../context.ts";
import type { ApiRequest, ApiResponse } from "../http/api-request.ts";
import { negotiate, type Negotiated } from "../http/negotiate.ts";
import { badRequest } from "../http/status-error.ts";
import { viewObject, type View } from "../http/views.ts";
import { writeYaml } from "../http/write-yaml.ts";
import type { KubernetesObject } from "../resources/object.ts";
import type { Resource } from "../resources/resource.ts";

/** A request of a resource that is served, on its way through a handler. */
export interface Call {
  readonly context: Context;
  readonly request: ApiRequest;
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  readonly warnings: string[];
}

/** How this client wants to see objects. */
export function viewOf(call: Call, negotiated: Negotiated = negotiateFor(call)): View {
  const include = call.request.query.get("includeObject") ?? "Metadata";
  if (include !== "None" && include !== "Metadata" && include !== "Object") {
    if (include !== "") throw badRequest(`unrecognized includeObject value: ${JSON.stringify(include)}`);
  }
  return {
    resource: call.resource,
    negotiated,
    include: include === "" ? "Metadata" : include,
    dialect: call.context.dialect,
    nowMs: call.context.clock.wallNow(),
  };
}

function negotiateFor({ request, resource, context }: Call): Negotiated {
  return negotiate(request.headers, resource, context.dialect);
}

/** An answer with an object of the resource. */
export function answerObject(call: Call, code: number, object: KubernetesObject): ApiResponse {
  const view = viewOf(call);
  return answer(call, code, viewObject(view, object), view.negotiated);
}

/** An answer with any value. */
export function answer(
  call: Call,
  code: number,
  value: unknown,
  negotiated: Negotiated = negotiateFor(call),
): ApiResponse {
  return { code, ...body(value, negotiated), ...warningHeaders(call, negotiated) };
}

/** The body of an answer, and what it is. */
export function body(
  value: unknown,
  { media, pretty }: Pick<Negotiated, "media" | "pretty">,
): Pick<ApiResponse, "body" | "headers"> {
  const text =
    media === "application/yaml"
      ? writeYaml(value)
      : JSON.stringify(value, undefined, pretty ? 2 : undefined);
  return { body: text, headers: { "content-type": media, "cache-control": "no-cache, private" } };
}

function warningHeaders({ warnings }: Call, { media }: Negotiated): Pick<ApiResponse, "headers"> | object {
  if (warnings.length === 0) return {};
  return {
    headers: {
      "content-type": media,
      "cache-control": "no-cache, private",
      warning: warnings.map((warning) => `299 - ${JSON.stringify(warning)}`),
    },
  };
}

/** The prefix of the keys that a list or a watch is about. */
export function prefixOf({ resource, namespace }: Call): string {
  return resource.namespaced && namespace !== undefined ? `${namespace}/` : "";
}
