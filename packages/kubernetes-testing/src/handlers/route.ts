import type { Context } from "../context.ts";
import { parseResourcePath, queryFlag, type ApiRequest, type ApiResponse } from "../http/api-request.ts";
import {
  badRequest,
  failure,
  methodNotAllowed,
  noSuchResource,
  notFound,
  pageNotFound,
} from "../http/status-error.ts";
import type { Resource } from "../resources/resource.ts";
import type { Call } from "./call.ts";
import { patchObject } from "./patch.ts";
import { getObject, listObjects, watchObjects } from "./read.ts";
import { handleScale } from "./scale.ts";
import { createObject, deleteObject, deleteObjects, replaceObject } from "./write.ts";

/** What a request wants done, as rules and metrics call it. */
export type Verb = "get" | "list" | "watch" | "create" | "update" | "patch" | "delete" | "deletecollection";

/** A request of a resource: what it wants of what. */
export interface ResourceRequest {
  readonly verb: Verb | undefined;
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** Reads what a request wants; undefined when its path is not one of a resource. */
export function resourceRequest(request: ApiRequest): ResourceRequest | undefined {
  const path = parseResourcePath(request.path);
  if (path === undefined) return undefined;
  const { watch, ...rest } = path;
  return { ...rest, verb: verbOf(request, path.name, watch) };
}

function verbOf(request: ApiRequest, name: string | undefined, watchPath: boolean): Verb | undefined {
  switch (request.method) {
    case "GET":
    case "HEAD":
      if (watchPath) return "watch";
      if (name !== undefined) return "get";
      return queryFlag(request.query, "watch") === true ? "watch" : "list";
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return name === undefined ? "deletecollection" : "delete";
    default:
      return undefined;
  }
}

/** Answers a request of a resource. */
export async function handleResource(
  context: Context,
  request: ApiRequest,
  wanted: ResourceRequest,
): Promise<ApiResponse> {
  const resource = context.registry.find(wanted.group, wanted.version, wanted.plural);
  if (resource === undefined) {
    const typed = context.registry.all.some(
      (one) => one.group === wanted.group && one.version === wanted.version && one.type !== undefined,
    );
    throw typed ? noSuchResource() : pageNotFound();
  }
  const call: Call = { context, request, resource, ...wanted, warnings: [] };
  checkScope(call, wanted);
  if (wanted.subresource !== undefined) return handleSubresource(call, wanted.verb);
  const custom = resource.type === undefined;
  switch (wanted.verb) {
    case "get":
      return getObject(call);
    case "list":
      return listObjects(call);
    case "watch":
      return watchObjects(call);
    case "create":
      // Servers of custom resources take a POST to a name for one to the collection.
      if (wanted.name !== undefined && !custom) throw methodNotAllowed();
      return createObject(call);
    case "update":
      if (wanted.name === undefined) throw custom ? badRequest("name must be provided") : methodNotAllowed();
      return replaceObject(call);
    case "patch":
      if (wanted.name === undefined) throw custom ? badRequest("name must be provided") : methodNotAllowed();
      return patchObject(call);
    case "delete":
      return deleteObject(call);
    case "deletecollection":
      return deleteObjects(call);
    case undefined:
      throw custom ? unsupportedMethod(resource) : methodNotAllowed();
  }
}

function unsupportedMethod({ group, plural }: Resource): Error {
  return failure(
    405,
    "MethodNotAllowed",
    ` is not supported on resources of kind ${JSON.stringify(`${plural}.${group}`)}`,
    {
      group,
      kind: plural,
    },
  );
}

function checkScope({ resource }: Call, { namespace, name, verb }: ResourceRequest): void {
  const custom = resource.type === undefined;
  if (!resource.namespaced) {
    if (namespace !== undefined) throw custom ? pageNotFound() : noSuchResource();
    return;
  }
  if (namespace !== undefined || (name === undefined && (verb === "list" || verb === "watch"))) return;
  if (custom) throw pageNotFound();
  throw name === undefined ? methodNotAllowed() : noSuchResource();
}

async function handleSubresource(call: Call, verb: Verb | undefined): Promise<ApiResponse> {
  const { resource, subresource, name } = call;
  if (subresource === "scale" && resource.subresources.includes("scale")) return handleScale(call, verb);
  if (subresource === "status" && resource.subresources.includes("status")) {
    switch (verb) {
      case "get":
        return getObject(call);
      case "update":
        return replaceObject(call);
      case "patch":
        return patchObject(call);
      default:
        throw methodNotAllowed();
    }
  }
  if (resource.type !== undefined) throw noSuchResource();
  throw notFound(resource, name!);
}
