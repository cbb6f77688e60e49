import { setOwn, type Json, type JsonObject } from "../resources/object.ts";
import { microTimeText, timeText } from "../resources/times.ts";
import { typeNamed, type FieldType } from "../resources/types.ts";

/** A body that cannot be read as protobuf. */
export class ProtobufError extends Error {
  override readonly name = "ProtobufError";
}

/** What a body in protobuf is: an object of a built-in kind. */
export interface ProtobufObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly raw: Uint8Array;
}

const magic = [0x6b, 0x38, 0x73, 0x00];

/** Reads the envelope around an object. @throws ProtobufError */
export function readEnvelope(bytes: Uint8Array): ProtobufObject {
  if (magic.some((byte, at) => bytes[at] !== byte))
    throw new ProtobufError("provided data does not appear to be a protobuf message");
  let apiVersion = "";
  let kind = "";
  let raw = new Uint8Array();
  for (const { number, value } of readFields(bytes.subarray(magic.length))) {
    if (number === 1) {
      for (const part of readFields(asBytes(value))) {
        if (part.number === 1) apiVersion = asText(part.value);
        if (part.number === 2) kind = asText(part.value);
      }
    } else if (number === 2) raw = new Uint8Array(asBytes(value));
  }
  return { apiVersion, kind, raw };
}

/** Reads a message of a built-in type as the JSON that it stands for. @throws ProtobufError */
export function readMessage(typeName: string, bytes: Uint8Array): JsonObject {
  const type = typeNamed(typeName);
  const result: JsonObject = {};
  for (const { number, value } of readFields(bytes)) {
    const embedded = type.embedded.get(number);
    if (embedded !== undefined) {
      Object.assign(result, readMessage(embedded, asBytes(value)));
      continue;
    }
    const field = type.byNumber.get(number);
    if (field === undefined) continue;
    if (field.type.kind === "list") {
      const list = result[field.name];
      const item = readValue(field.type.element, value);
      if (Array.isArray(list)) list.push(item);
      else result[field.name] = [item];
    } else if (field.type.kind === "map") {
      const map = (result[field.name] ??= {}) as JsonObject;
      let key = "";
      let item: Json = emptyOf(field.type.element);
      for (const part of readFields(asBytes(value))) {
        if (part.number === 1) key = asText(part.value);
        else item = readValue(field.type.element, part.value);
      }
      setOwn(map, key, item);
    } else result[field.name] = readValue(field.type, value);
  }
  return result;
}

function emptyOf(type: FieldType): Json {
  return type.kind === "struct" ? {} : "";
}

function readValue(type: FieldType, value: bigint | Uint8Array): Json {
  switch (type.kind) {
    case "struct":
      return readMessage(type.name, asBytes(value));
    case "list":
    case "map":
      throw new ProtobufError("lists of lists are not known");
    case "scalar":
      break;
  }
  switch (type.scalar) {
    case "string":
      return asText(value);
    case "bytes":
      return Buffer.from(asBytes(value)).toString("base64");
    case "bool":
      return value !== 0n;
    case "int32":
    case "int64":
      return Number(BigInt.asIntN(64, asNumber(value)));
    case "float64":
      return new DataView(new BigUint64Array([asNumber(value)]).buffer).getFloat64(0, true);
    case "time":
    case "microtime":
      return readTimestamp(type.scalar, asBytes(value));
    case "quantity":
      return firstText(asBytes(value));
    case "intorstring":
      return readIntOrString(asBytes(value));
    case "fields":
    case "raw":
      return readRaw(asBytes(value));
  }
}

function readTimestamp(scalar: "time" | "microtime", bytes: Uint8Array): Json {
  if (bytes.length === 0) return null;
  let ms = 0;
  for (const { number, value } of readFields(bytes)) {
    const part = Number(BigInt.asIntN(64, asNumber(value)));
    ms += number === 1 ? part * 1000 : part / 1_000_000;
  }
  return scalar === "time" ? timeText(ms) : microTimeText(ms);
}

function readIntOrString(bytes: Uint8Array): Json {
  let isText = false;
  let number = 0;
  let text = "";
  for (const part of readFields(bytes)) {
    if (part.number === 1) isText = part.value === 1n;
    else if (part.number === 2) number = Number(BigInt.asIntN(64, asNumber(part.value)));
    else text = asText(part.value);
  }
  return isText ? text : number;
}

function readRaw(bytes: Uint8Array): Json {
  const text = firstText(bytes);
  return text === "" ? null : (JSON.parse(text) as Json);
}

function firstText(bytes: Uint8Array): string {
  for (const { number, value } of readFields(bytes)) if (number === 1) return asText(value);
  return "";
}

interface WireField {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

function* readFields(bytes: Uint8Array): Generator<WireField> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 63n) throw new ProtobufError("unexpected EOF");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = Number(tag >> 3n);
    const wire = Number(tag & 7n);
    if (wire === 0) yield { number, value: varint() };
    else if (wire === 1 || wire === 5) {
      const size = wire === 1 ? 8 : 4;
      if (at + size > bytes.length) throw new ProtobufError("unexpected EOF");
      yield { number, value: size === 8 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true)) };
      at += size;
    } else if (wire === 2) {
      const size = Number(varint());
      if (at + size > bytes.length) throw new ProtobufError("unexpected EOF");
      yield { number, value: bytes.subarray(at, at + size) };
      at += size;
    } else throw new ProtobufError(`unknown wire type ${wire}`);
  }
}

function asBytes(value: bigint | Uint8Array): Uint8Array {
  if (typeof value === "bigint") throw new ProtobufError("a number where bytes are expected");
  return value;
}

function asNumber(value: bigint | Uint8Array): bigint {
  if (typeof value !== "bigint") throw new ProtobufError("bytes where a number is expected");
  return value;
}

function asText(value: bigint | Uint8Array): string {
  return new TextDecoder().decode(asBytes(value));
}
