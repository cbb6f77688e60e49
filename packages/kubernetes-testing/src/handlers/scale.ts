import type { ApiResponse } from "../http/api-request.ts";
import { badRequest, conflict, failure, methodNotAllowed } from "../http/status-error.ts";
import { mediaType, readDocument } from "../http/read-body.ts";
import { readWriteOptions } from "../http/write-options.ts";
import { mergePatch } from "../patch/merge-patch.ts";
import { jsonPatch } from "../patch/json-patch.ts";
import { isObject, own, type Json, type JsonObject, type KubernetesObject } from "../resources/object.ts";
import { inVersion, type ScalePaths } from "../resources/resource.ts";
import { readPath, writePath } from "../schema/json-path.ts";
import { answer, type Call } from "./call.ts";
import type { Verb } from "./route.ts";
import { readJson } from "../http/read-json.ts";

/** Where the built-in kinds keep what their scale shows. */
const builtInScale: ScalePaths = {
  specReplicasPath: ".spec.replicas",
  statusReplicasPath: ".status.replicas",
  labelSelectorPath: ".spec.selector",
};

/** GET, PUT and PATCH of the scale of an object. */
export async function handleScale(call: Call, verb: Verb | undefined): Promise<ApiResponse> {
  const { context, resource, namespace, name } = call;
  const paths = resource.scale ?? builtInScale;
  const object = inVersion(resource, context.objects.get(resource, namespace, name!));
  if (verb === "get") return answer(call, 200, scaleOf(object, paths));
  if (verb !== "update" && verb !== "patch") throw methodNotAllowed();
  const options = readWriteOptions(
    verb === "update" ? "UpdateOptions" : "PatchOptions",
    call.request.query,
    call.request.headers,
    "scale",
    context.dialect,
    false,
  );
  const asked = await readScale(call, verb, scaleOf(object, paths));
  const version = readPath(asked, ".metadata.resourceVersion");
  if (typeof version === "string" && version !== "" && version !== object.metadata.resourceVersion) {
    throw conflict(
      resource,
      name!,
      "the object has been modified; please apply your changes to the latest version and try again",
    );
  }
  const replicas = readPath(asked, ".spec.replicas") ?? 0;
  const changed = writePath(object as unknown as JsonObject, paths.specReplicasPath, replicas);
  const scaled = context.objects.update(
    resource,
    namespace,
    name!,
    object,
    changed as unknown as KubernetesObject,
    options,
  );
  return answer(call, 200, scaleOf(scaled, paths));
}

async function readScale(call: Call, verb: Verb, current: JsonObject): Promise<Json> {
  const { headers } = call.request;
  const text = await call.request.body();
  if (verb === "update") {
    const read = readDocument(text, headers);
    if (!read.ok || !isObject(read.value))
      throw badRequest("the object provided is unrecognized (must be of type Scale)");
    return read.value;
  }
  const read = readJson(text);
  if (!read.ok) throw badRequest(`error decoding patch: ${read.error}`);
  const type = mediaType(headers);
  if (type === "application/json-patch+json" && Array.isArray(read.value)) {
    const patched = jsonPatch(current, read.value);
    if (patched === undefined)
      throw failure(422, "Invalid", "the server rejected our request due to an error in our request", {});
    return patched;
  }
  if (type === "application/merge-patch+json" || type === "application/strategic-merge-patch+json")
    return mergePatch(current, read.value);
  throw failure(
    415,
    "UnsupportedMediaType",
    "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json",
  );
}

function scaleOf(object: KubernetesObject, paths: ScalePaths): JsonObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const value = object as unknown as Json;
  const selector =
    paths.labelSelectorPath === undefined
      ? undefined
      : selectorText(readPath(value, paths.labelSelectorPath));
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: {
      name: name!,
      ...(namespace === undefined ? {} : { namespace }),
      uid: uid!,
      resourceVersion: resourceVersion!,
      creationTimestamp: creationTimestamp!,
    },
    spec: { ...notZero(readPath(value, paths.specReplicasPath)) },
    status: {
      replicas: readPath(value, paths.statusReplicasPath) ?? 0,
      ...(selector === undefined ? {} : { selector }),
    },
  };
}

function notZero(replicas: Json | undefined): { replicas?: Json } {
  return replicas === undefined || replicas === 0 ? {} : { replicas };
}

/** A selector as the text that it is in a query. */
function selectorText(selector: Json | undefined): string | undefined {
  if (typeof selector === "string") return selector;
  if (!isObject(selector)) return undefined;
  const labels = own(selector, "matchLabels");
  if (!isObject(labels)) return undefined;
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(",");
}
