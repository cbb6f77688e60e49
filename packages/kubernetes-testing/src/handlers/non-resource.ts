import type { Context } from "../context.ts";
import {
  aggregated,
  aggregatedType,
  coreVersions,
  groupDocument,
  groupList,
  resourceList,
} from "../discovery/documents.ts";
import { openApiDocument, openApiIndex } from "../discovery/open-api.ts";
import { healthAnswer } from "../discovery/health.ts";
import { versionDocument } from "../discovery/version.ts";
import type { ApiRequest, ApiResponse } from "../http/api-request.ts";
import { negotiate, parseAccept } from "../http/negotiate.ts";
import { pageNotFound } from "../http/status-error.ts";
import { body } from "./call.ts";

/** Answers what is about the server and not about a resource: discovery, health, version, OpenAPI. */
export function handleNonResource(context: Context, request: ApiRequest): ApiResponse {
  const path = request.path.length > 1 ? request.path.replace(/\/$/u, "") : request.path;
  const document = documentOf(context, request, path);
  if (document !== undefined) return json(context, request, 200, document.value, document.type);
  const health = healthAnswer(context.dialect, path, request.query.has("verbose"));
  if (health !== undefined) return health;
  if (path.startsWith("/api/") || path.startsWith("/apis/")) throw pageNotFound();
  return json(context, request, 404, { paths: pathsOf(context) });
}

interface Found {
  readonly value: unknown;
  readonly type?: string;
}

function documentOf(context: Context, request: ApiRequest, path: string): Found | undefined {
  const parts = path.split("/").slice(1);
  const wantsAggregated = context.dialect.minor >= 30 && acceptsAggregated(request.headers);
  if (path === "/") return { value: { paths: pathsOf(context) } };
  if (path === "/version") return { value: versionDocument(context.dialect) };
  if (path === "/api" || path === "/apis") {
    if (wantsAggregated) return { value: aggregated(context, path === "/api"), type: aggregatedType };
    return { value: path === "/api" ? coreVersions(request.host) : groupList(context) };
  }
  if (parts[0] === "api" && parts.length === 2) return found(resourceList(context, "", parts[1]!));
  if (parts[0] === "apis" && parts.length === 2) return found(groupDocument(context, parts[1]!));
  if (parts[0] === "apis" && parts.length === 3) return found(resourceList(context, parts[1]!, parts[2]!));
  if (path === "/openapi/v3") return { value: openApiIndex(context) };
  if (path.startsWith("/openapi/v3/"))
    return found(openApiDocument(context, path.slice("/openapi/v3/".length)));
  return undefined;
}

function found(value: unknown): Found | undefined {
  return value === undefined ? undefined : { value };
}

function acceptsAggregated(headers: Headers): boolean {
  const [first] = parseAccept(headers.get("accept") ?? "");
  return first?.params.get("as") === "APIGroupDiscoveryList" && first.params.get("v") === "v2";
}

function json(
  context: Context,
  request: ApiRequest,
  code: number,
  value: unknown,
  type?: string,
): ApiResponse {
  const negotiated =
    type === undefined
      ? negotiate(request.headers, undefined, context.dialect)
      : ({ media: "application/json", pretty: false } as const);
  const answer = body(value, negotiated);
  return {
    code,
    body: answer.body,
    headers: type === undefined ? answer.headers : { ...answer.headers, "content-type": type },
  };
}

function pathsOf({ registry }: Context): readonly string[] {
  const paths = new Set(["/api", "/apis", "/healthz", "/livez", "/openapi/v3", "/readyz", "/version"]);
  for (const { group, version } of registry.all) {
    if (group !== "") paths.add(`/apis/${group}`);
    paths.add(group === "" ? `/api/${version}` : `/apis/${group}/${version}`);
  }
  return [...paths].toSorted();
}
