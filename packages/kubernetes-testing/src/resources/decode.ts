import { DecodeError } from "./decode-error.ts";
import { jsonType } from "../http/go-text.ts";
import { own, setOwn, type Json, type JsonObject } from "./object.ts";
import { parseMicroTime, parseTime } from "./times.ts";
import { typeNamed, type Field, type FieldType, type Scalar } from "./types.ts";

/** How a server of some version writes what it decoded. */
export interface WireForm {
  /** Times that are not set are written as null. */
  readonly nullTimes: boolean;
}

/** Called for each field that the type does not have, by its path. */
export type UnknownField = (path: string) => void;

/**
 * Reads `value` as the built-in type of that name: fields in their order, what is unknown left out and reported, zero
 * values left out or filled in as a server writes them.
 * @throws DecodeError when a field has the wrong JSON type.
 */
export function decodeTyped(
  typeName: string,
  value: JsonObject,
  form: WireForm,
  unknown: UnknownField,
): JsonObject {
  return struct(typeName, value, { form, unknown, path: "", goPath: "" });
}

interface Place {
  readonly form: WireForm;
  readonly unknown: UnknownField;
  /** With indexes, for what is reported: `spec.containers[0]`. */
  readonly path: string;
  /** Without, as the decoder names fields. */
  readonly goPath: string;
}

function struct(typeName: string, value: JsonObject, place: Place): JsonObject {
  const type = typeNamed(typeName);
  const result: JsonObject = {};
  for (const field of type.fields) {
    const given = own(value, field.name);
    const owner = typeName.slice(typeName.indexOf("/") + 1);
    const decoded =
      given === undefined || given === null ? undefined : decodeField(field, given, owner, place);
    const written = decoded === undefined || isEmpty(decoded, field) ? zero(field, place.form) : decoded;
    if (written !== undefined) setOwn(result, field.name, written);
  }
  const top = place.path === "";
  for (const name of Object.keys(value)) {
    if (type.byName.has(name) || (top && (name === "kind" || name === "apiVersion"))) continue;
    place.unknown(joined(place.path, name));
  }
  return result;
}

function decodeField(field: Field, value: Json, owner: string, place: Place): Json {
  const goPath = joined(place.goPath, field.name);
  return decode(
    field.type,
    value,
    { ...place, path: joined(place.path, field.name), goPath },
    `${owner}.${goPath}`,
  );
}

function decode(type: FieldType, value: Json, place: Place, goField: string): Json {
  switch (type.kind) {
    case "scalar":
      return scalar(type.scalar, value, goField);
    case "struct":
      if (typeof value !== "object" || value === null || Array.isArray(value))
        throw mismatch(value, goField, type);
      return struct(type.name, value, place);
    case "list":
      if (!Array.isArray(value)) throw mismatch(value, goField, type);
      return value.map((item, at) =>
        item === null
          ? emptyElement(type.element, place)
          : decode(type.element, item, { ...place, path: `${place.path}[${at}]` }, goField),
      );
    case "map": {
      if (typeof value !== "object" || value === null || Array.isArray(value))
        throw mismatch(value, goField, type);
      const result: JsonObject = {};
      for (const key of Object.keys(value).toSorted()) {
        const item = value[key]!;
        const decoded =
          item === null
            ? emptyElement(type.element, place)
            : decode(type.element, item, { ...place, path: joined(place.path, key) }, goField);
        setOwn(result, key, decoded);
      }
      return result;
    }
  }
}

function emptyElement(type: FieldType, place: Place): Json {
  if (type.kind === "struct") return struct(type.name, {}, { ...place, unknown: () => undefined });
  return type.kind === "scalar" && type.scalar === "string" ? "" : null;
}

function scalar(type: Scalar, value: Json, goField: string): Json {
  const refuse = (goType: string): never => {
    throw new DecodeError(
      `json: cannot unmarshal ${jsonType(value)}${typeof value === "number" && goType !== "string" && goType !== "bool" ? ` ${String(value)}` : ""} into Go struct field ${goField} of type ${goType}`,
    );
  };
  switch (type) {
    case "string":
    case "bytes":
      return typeof value === "string" ? value : refuse(type === "bytes" ? "[]uint8" : "string");
    case "bool":
      return typeof value === "boolean" ? value : refuse("bool");
    case "int32":
    case "int64":
      if (typeof value !== "number") return refuse(type);
      return Number.isInteger(value) && (type === "int64" || Math.abs(value) <= 2 ** 31)
        ? value
        : refuse(type);
    case "float64":
      return typeof value === "number" ? value : refuse("float64");
    case "time":
      return typeof value === "string" ? parseTime(value) : refuse("string");
    case "microtime":
      return typeof value === "string" ? parseMicroTime(value) : refuse("string");
    case "quantity":
      return typeof value === "number"
        ? String(value)
        : typeof value === "string"
          ? value
          : refuse("resource.Quantity");
    case "intorstring":
      return typeof value === "number" || typeof value === "string" ? value : refuse("intstr.IntOrString");
    case "fields":
    case "raw":
      return value;
  }
}

/** A value that is left out where its field is not written when empty. */
function isEmpty(value: Json, field: Field): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (field.type.kind === "map") return Object.keys(value as JsonObject).length === 0;
  if (field.pointer) return false;
  return value === "" || value === 0 || value === false;
}

/** What a field that is not set is written as, if it is written. */
function zero(field: Field, form: WireForm): Json | undefined {
  const { type } = field;
  if (field.pointer) return field.always ? null : undefined;
  if (type.kind === "struct") {
    return struct(type.name, {}, { form, unknown: () => undefined, path: "x", goPath: "" });
  }
  if (type.kind === "scalar" && (type.scalar === "time" || type.scalar === "microtime")) {
    return field.omitZero && !form.nullTimes ? undefined : null;
  }
  if (!field.always) return undefined;
  if (type.kind !== "scalar") return null;
  return type.scalar === "bool"
    ? false
    : type.scalar === "string"
      ? ""
      : type.scalar === "microtime"
        ? null
        : type.scalar === "quantity"
          ? "0"
          : 0;
}

function mismatch(value: Json, goField: string, type: FieldType): DecodeError {
  return new DecodeError(
    `json: cannot unmarshal ${jsonType(value)} into Go struct field ${goField} of type ${goType(type)}`,
  );
}

/** The type by the name that the decoder has for it. */
function goType(type: FieldType): string {
  switch (type.kind) {
    case "list":
      return `[]${goType(type.element)}`;
    case "map":
      return `map[string]${goType(type.element)}`;
    case "struct":
      return `v1.${type.name.slice(type.name.indexOf("/") + 1)}`;
    case "scalar":
      return type.scalar;
  }
}

function joined(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
