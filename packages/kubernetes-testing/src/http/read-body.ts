import { parseDocument } from "yaml";
import { DecodeError } from "../resources/decode-error.ts";
import { isObject, own, type Json, type JsonObject, type KubernetesObject } from "../resources/object.ts";
import { groupVersion, type Resource, type Warn } from "../resources/resource.ts";
import { invalidField } from "./field-error.ts";
import { jsonType, quoted } from "./go-text.ts";
import { readJson, type ReadJson } from "./read-json.ts";
import { badRequest, failure, invalid } from "./status-error.ts";

/** What the client wants done about fields that the server does not know. */
export type FieldValidation = "Strict" | "Warn" | "Ignore";

const accepted = "application/json, application/yaml, application/vnd.kubernetes.protobuf";

/** The media type of a body, without its parameters. */
export function mediaType(headers: Headers): string {
  return (headers.get("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
}

/** Reads YAML as JSON. */
export function readYaml(text: string): ReadJson {
  const document = parseDocument(text, { uniqueKeys: false, merge: true });
  const error = document.errors[0];
  if (error !== undefined) return { ok: false, error: `yaml: ${error.message.split("\n")[0]!}` };
  try {
    return { ok: true, value: JSON.parse(JSON.stringify(document.toJS() ?? null)) as Json, duplicates: [] };
  } catch (cause) {
    return { ok: false, error: `yaml: ${cause instanceof Error ? cause.message : String(cause)}` };
  }
}

/** @throws StatusError 415 when the body is neither JSON nor YAML. */
export function readDocument(text: string, headers: Headers): ReadJson {
  const type = mediaType(headers);
  if (type === "" || type === "application/json") return readJson(text);
  if (type === "application/yaml") return readYaml(text);
  throw failure(
    415,
    "UnsupportedMediaType",
    `the body of the request was in an unknown format - accepted media types include: ${accepted}`,
  );
}

/**
 * Reads the body of a create or a replace as an object of `resource`, defaults filled in.
 * @throws StatusError in the words of the server: 400, 415, 422.
 */
export function readObject(
  text: string,
  headers: Headers,
  resource: Resource,
  validation: FieldValidation,
  warn: Warn,
): KubernetesObject {
  const read = readDocument(text, headers);
  if (!read.ok)
    throw unrecognized(resource, `couldn't get version/kind; json parse error: ${read.error}`, text);
  const value = identified(resource, read.value, text);
  return decodeObject(value, resource, validation, read.duplicates, warn);
}

/** Decodes an object whose kind is known. @throws StatusError 400. */
export function decodeObject(
  value: JsonObject,
  resource: Resource,
  validation: FieldValidation,
  duplicates: readonly string[],
  warn: Warn,
): KubernetesObject {
  const complaints = duplicates.map((path) => `duplicate field ${quoted(path)}`);
  const decoded = decoding(resource, () =>
    resource.decode(value, (path) => complaints.push(`unknown field ${quoted(path)}`)),
  );
  if (complaints.length > 0 && validation === "Strict") {
    throw badRequest(
      `${resource.kind} in version ${quoted(resource.version)} cannot be handled as a ${resource.kind}: strict decoding error: ${complaints.join(", ")}`,
    );
  }
  if (validation === "Warn") for (const complaint of complaints) warn(complaint);
  return resource.defaults(decoded) as unknown as KubernetesObject;
}

/** Turns a fault of the decoder into a 400. */
function decoding<T>(resource: Resource, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw badRequest(
      `${resource.kind} in version ${quoted(resource.version)} cannot be handled as a ${resource.kind}: ${error.message}`,
    );
  }
}

/** Checks that the body says it is of this kind and version, or says nothing. */
function identified(resource: Resource, value: Json, text: string): JsonObject {
  const custom = resource.type === undefined;
  if (value === null && !custom) return { kind: resource.kind, apiVersion: groupVersion(resource) };
  if (value !== null && !isObject(value)) {
    throw unrecognized(
      resource,
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonType(value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
      text,
    );
  }
  const object = value ?? {};
  const kind = own(object, "kind");
  const apiVersion = own(object, "apiVersion");
  for (const [name, given] of [
    ["kind", kind],
    ["apiVersion", apiVersion],
  ] as const) {
    if (given === undefined || given === null || typeof given === "string") continue;
    throw unrecognized(
      resource,
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonType(given)} into Go struct field .${name} of type string`,
      text,
    );
  }
  if (custom && (kind === undefined || kind === null || kind === "")) {
    throw unrecognized(resource, `Object 'Kind' is missing in '${text}'`, text);
  }
  const given = typeof apiVersion === "string" && apiVersion !== "" ? apiVersion : groupVersion(resource);
  const givenKind = typeof kind === "string" && kind !== "" ? kind : resource.kind;
  if (!custom && (givenKind !== resource.kind || given !== groupVersion(resource))) {
    const version = given.slice(given.indexOf("/") + 1);
    throw badRequest(
      `${givenKind} in version ${quoted(version)} cannot be handled as a ${resource.kind}: no kind ${quoted(givenKind)} is registered for version ${quoted(given)} in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"`,
    );
  }
  if (given !== groupVersion(resource)) throw wrongVersion(given, resource);
  if (givenKind !== resource.kind) {
    const metadata = own(object, "metadata");
    const name = isObject(metadata) ? own(metadata, "name") : undefined;
    throw invalid({ group: resource.group, kind: givenKind }, typeof name === "string" ? name : "", [
      invalidField("kind", givenKind, `must be ${resource.kind}`),
    ]);
  }
  return object;
}

function wrongVersion(given: string, resource: Resource): Error {
  return badRequest(
    `the API version in the data (${given}) does not match the expected API version (${groupVersion(resource)})`,
  );
}

function unrecognized(resource: Resource, why: string, text: string): Error {
  return badRequest(
    `the object provided is unrecognized (must be of type ${resource.kind}): ${why} (${summary(text)})`,
  );
}

/** The beginning of a body, as messages show it: text when it looks like JSON, otherwise its bytes. */
function summary(text: string): string {
  if (text === "") return "<empty>";
  if (text.startsWith("{")) return text.length > 30 ? `${text.slice(0, 30)} ...` : text;
  const hex = Buffer.from(text).toString("hex");
  return hex.length > 30 ? `${hex.slice(0, 30)} ...` : hex;
}
