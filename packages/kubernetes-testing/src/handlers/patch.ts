import { applyConfiguration } from "../apply/managed-fields.ts";
import type { Dialect } from "../dialect.ts";
import type { ApiResponse } from "../http/api-request.ts";
import { invalidField } from "../http/field-error.ts";
import { jsonType, quoted } from "../http/go-text.ts";
import { decodeObject, mediaType, readYaml } from "../http/read-body.ts";
import { readJson, type ReadJson } from "../http/read-json.ts";
import { badRequest, failure, internalError, invalid, notFound } from "../http/status-error.ts";
import { readWriteOptions, type ReadWriteOptions } from "../http/write-options.ts";
import { jsonPatch } from "../patch/json-patch.ts";
import { mergePatch } from "../patch/merge-patch.ts";
import { strategicMerge, StrategicPatchError } from "../patch/strategic-merge.ts";
import { DecodeError } from "../resources/decode-error.ts";
import { isObject, own, type Json, type JsonObject, type KubernetesObject } from "../resources/object.ts";
import { groupVersion, inVersion, type Resource } from "../resources/resource.ts";
import { answerObject, type Call } from "./call.ts";
import { checkName } from "./write.ts";

const jsonPatchType = "application/json-patch+json";
const mergePatchType = "application/merge-patch+json";
const strategicType = "application/strategic-merge-patch+json";
const applyType = "application/apply-patch+yaml";

/** PATCH of one object, or of its status, in any of the patch languages. */
export async function patchObject(call: Call): Promise<ApiResponse> {
  const { context, request, resource, namespace, name, subresource } = call;
  const type = mediaType(request.headers);
  checkType(call, type);
  const apply = type === applyType;
  const options = readWriteOptions(
    "PatchOptions",
    request.query,
    request.headers,
    subresource,
    context.dialect,
    apply,
  );
  const text = await request.body();
  if (apply) return applyObject(call, text, options);
  const patch = readPatch(type, text, context.dialect);
  const stored = context.objects.find(resource, namespace, name!);
  if (stored === undefined) throw notFound(resource, name!);
  const old = inVersion(resource, stored);
  const patched = patchedObject(call, type, old, patch);
  const object = decodePatched(call, patched, options);
  checkName(call, object);
  return answerObject(call, 200, context.objects.update(resource, namespace, name!, old, object, options));
}

function checkType({ resource }: Call, type: string): void {
  const custom = resource.type === undefined;
  const known = custom
    ? [jsonPatchType, mergePatchType, applyType]
    : [jsonPatchType, mergePatchType, strategicType, applyType];
  if (known.includes(type)) return;
  if (!custom && type !== strategicType) {
    throw failure(415, "UnsupportedMediaType", "415: Unsupported Media Type", {});
  }
  throw failure(
    415,
    "UnsupportedMediaType",
    `the body of the request was in an unknown format - accepted media types include: ${known.join(", ")}`,
  );
}

/** Reads a patch body. Older servers did not foresee one that is no patch: their answer is a 500. */
function readPatch(type: string, text: string, { minor }: Dialect): Json {
  const read = readJson(text);
  const old = minor < 30;
  const list = type === jsonPatchType;
  if (!read.ok) {
    if (!old) throw badRequest(`error decoding patch: ${read.error}`);
    throw list
      ? badRequest(read.error)
      : type === mergePatchType
        ? internalError("Invalid JSON Patch")
        : badRequest(read.error);
  }
  const { value } = read;
  if (list ? Array.isArray(value) : isObject(value)) return value;
  const is = jsonType(value);
  if (list) {
    throw badRequest(
      old
        ? `json: cannot unmarshal ${is} into Go value of type jsonpatch.Patch`
        : `error decoding patch: json: cannot unmarshal ${is} into Go value of type []handlers.jsonPatchOp`,
    );
  }
  if (old && type === mergePatchType) {
    const why = `couldn't get version/kind; json parse error: json: cannot unmarshal ${is} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;
    throw invalid({ group: "", kind: "" }, "", [invalidField("patch", text, why)]);
  }
  throw badRequest(
    `${old ? "" : "error decoding patch: "}json: cannot unmarshal ${is} into Go value of type map[string]interface {}`,
  );
}

function patchedObject({ resource }: Call, type: string, old: KubernetesObject, patch: Json): JsonObject {
  const target = old as unknown as JsonObject;
  if (type === jsonPatchType) {
    const patched = jsonPatch(target, patch as Json[]);
    if (!isObject(patched)) {
      throw failure(422, "Invalid", "the server rejected our request due to an error in our request", {});
    }
    return patched;
  }
  if (type === mergePatchType) return mergePatch(target, patch) as JsonObject;
  try {
    return strategicMerge(resource.type!, target, patch as JsonObject);
  } catch (error) {
    if (error instanceof StrategicPatchError) throw badRequest(error.message);
    throw error;
  }
}

/** A patched object is decoded like a body, but errors name the patch. */
function decodePatched(call: Call, patched: JsonObject, options: ReadWriteOptions): KubernetesObject {
  const { resource } = call;
  const apiVersion = own(patched, "apiVersion");
  if (apiVersion !== groupVersion(resource)) {
    throw badRequest(
      `the API version in the data (${shownName(apiVersion)}) does not match the expected API version (${groupVersion(resource)})`,
    );
  }
  if (resource.type !== undefined) {
    try {
      resource.decode(patched, () => undefined);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      throw invalid({ group: "", kind: "" }, "", [
        invalidField("patch", JSON.stringify(patched), error.message),
      ]);
    }
  }
  return decodeObject(patched, resource, options.validation, [], (warning) => call.warnings.push(warning));
}

function applyObject(call: Call, text: string, options: ReadWriteOptions): ApiResponse {
  const { context, resource, namespace, name, subresource } = call;
  const configuration = readConfiguration(call, readYaml(text), options);
  const stored = context.objects.find(resource, namespace, name!);
  if (stored === undefined && subresource !== undefined) throw notFound(resource, name!);
  const old = stored === undefined ? undefined : inVersion(resource, stored);
  const live = (old ?? resource.blank) as JsonObject;
  const writer = context.objects.writer(resource, options);
  const entries = old?.metadata.managedFields ?? [];
  const applied = applyConfiguration(resource.shape, live, configuration, entries, writer, options.force);
  const object = decodeObject(applied.object, resource, "Ignore", [], () => undefined);
  if (old === undefined) {
    const { uid } = object.metadata;
    if (uid !== undefined) throw notFound(resource, name!);
    return answerObject(
      call,
      201,
      context.objects.create(resource, namespace, object, options, applied.entries),
    );
  }
  return answerObject(
    call,
    200,
    context.objects.update(resource, namespace, name!, old, object, options, applied.entries),
  );
}

function readConfiguration(call: Call, read: ReadJson, options: ReadWriteOptions): JsonObject {
  const { resource, namespace, name } = call;
  if (!read.ok) throw badRequest(`error decoding YAML: ${read.error}`);
  const { value } = read;
  if (!isObject(value)) {
    throw badRequest(
      `error decoding YAML: json: cannot unmarshal ${jsonType(value)} into Go value of type map[string]interface {}`,
    );
  }
  const metadata = own(value, "metadata");
  if (isObject(metadata) && own(metadata, "managedFields") !== undefined) {
    throw badRequest("metadata.managedFields must be nil");
  }
  const apiVersion = own(value, "apiVersion");
  const kind = own(value, "kind");
  if (typeof apiVersion !== "string" || apiVersion === "" || typeof kind !== "string" || kind === "") {
    if (call.context.dialect.minor < 30 && typeof apiVersion !== "string")
      throw wrongApplyVersion("", resource);
    const slash = typeof apiVersion === "string" ? apiVersion.replace("/", ", ") : "/";
    throw badRequest(
      `invalid object type: ${slash === "/" ? "/" : slash}, Kind=${typeof kind === "string" ? kind : ""}`,
    );
  }
  if (apiVersion !== groupVersion(resource)) throw wrongApplyVersion(apiVersion, resource);
  const complaints: string[] = [];
  // Only what the configuration names is applied: the decoded form would add what it does not name.
  const named = isObject(metadata) ? { ...metadata } : {};
  const givenName = own(named, "name");
  if (givenName !== undefined && givenName !== name) {
    throw badRequest(
      `the name of the object (${shownName(givenName)}) does not match the name on the URL (${name!})`,
    );
  }
  const configuration: JsonObject = {
    ...value,
    metadata: { ...named, name: name!, ...(resource.namespaced ? { namespace: namespace! } : {}) },
  };
  const problem = typedProblem(call, configuration, (path) => complaints.push(path));
  if (problem !== undefined) throw failure(500, undefined, problem);
  if (complaints.length > 0 && options.validation !== "Ignore" && resource.type === undefined) {
    if (options.validation === "Strict") {
      throw badRequest(
        `error decoding patch: strict decoding error: ${complaints.map((path) => `unknown field ${quoted(path)}`).join(", ")}`,
      );
    }
    for (const path of complaints) call.warnings.push(`unknown field ${quoted(path)}`);
  }
  return configuration;
}

/** A field that the type does not have makes an apply fail as a whole. */
function typedProblem(
  { resource }: Call,
  configuration: JsonObject,
  unknown: (path: string) => void,
): string | undefined {
  const missing: string[] = [];
  try {
    resource.decode(configuration, (path) => missing.push(path));
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return `failed to create typed patch object (${typedName(configuration)}; ${groupVersion(resource)}, Kind=${resource.kind}): ${error.message}`;
  }
  if (missing.length === 0) return undefined;
  if (resource.type === undefined) {
    for (const path of missing) unknown(path);
    return undefined;
  }
  const errors = missing.map((path) => `.${path}: field not declared in schema`);
  const text =
    errors.length === 1 ? errors[0]! : `errors:\n${errors.map((error) => `  ${error}`).join("\n")}`;
  return `failed to create typed patch object (${typedName(configuration)}; ${groupVersion(resource)}, Kind=${resource.kind}): ${text}`;
}

function typedName(configuration: JsonObject): string {
  const metadata = own(configuration, "metadata") as JsonObject;
  const namespace = own(metadata, "namespace");
  return `${typeof namespace === "string" ? namespace : ""}/${shownName(own(metadata, "name"))}`;
}

function shownName(value: Json | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? "");
}

function wrongApplyVersion(given: string, resource: Resource): Error {
  return badRequest(
    `Incorrect version specified in apply patch. Specified patch version: ${given}, expected: ${groupVersion(resource)}`,
  );
}
