import { shown } from "@workset/clock";
import type { Codec } from "./codec.ts";

/** JSON, with objects of one property `$` for what JSON has no form for: `{"$":["Date",0]}`. */
type Tag = "bigint" | "bytes" | "Date" | "Map" | "number" | "object" | "RegExp" | "Set" | "undefined";

/**
 * A codec for items that JSON would change: it keeps `Date`, `Map`, `Set`, `RegExp`, `Uint8Array`, `bigint`, `undefined`,
 * `NaN`, infinities and `-0` besides what JSON keeps, at any depth. Items without them are encoded as JSON.
 *
 * It refuses what it cannot bring back: functions, symbols, cycles and instances of other classes, with a TypeError that says
 * where in the item.
 */
export function richCodec<T>(): Codec<T> {
  return rich as Codec<T>;
}

const rich: Codec<unknown> = {
  encode: (item) => JSON.stringify(plain(item, "item", new Set())),
  decode: (text) => revived(JSON.parse(text) as unknown),
};

/** The value in forms that JSON keeps. */
function plain(value: unknown, path: string, parents: Set<object>): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0) ? value : tagged("number", numberText(value));
    case "bigint":
      return tagged("bigint", String(value));
    case "undefined":
      return tagged("undefined");
    case "object":
      break;
    default:
      throw new TypeError(`${path} is a ${typeof value}, which cannot be stored`);
  }
  if (value === null) return null;
  if (parents.has(value)) throw new TypeError(`${path} is one of its own parents: a cycle cannot be stored`);
  parents.add(value);
  const result = plainObject(value, path, parents);
  parents.delete(value);
  return result;
}

function plainObject(value: object, path: string, parents: Set<object>): unknown {
  const each = (values: Iterable<unknown>): unknown[] =>
    Array.from(values, (element, index) => plain(element, `${path}[${index}]`, parents));

  if (Array.isArray(value)) return each(value);
  // oxlint-disable-next-line no-restricted-globals -- dates are values here, and no time is read
  if (value instanceof Date) return tagged("Date", value.toJSON());
  if (value instanceof Map) return tagged("Map", each(value));
  if (value instanceof Set) return tagged("Set", each(value));
  if (value instanceof RegExp) return tagged("RegExp", [value.source, value.flags]);
  if (value instanceof Uint8Array) return tagged("bytes", hexOf(value));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    throw new TypeError(
      `${path} is an instance of ${classOf(prototype)}, which cannot be stored: give the option codec one that knows it`,
    );
  }
  const entries = Object.entries(value).map(([key, property]) => [
    key,
    plain(property, `${path}.${key}`, parents),
  ]);
  // `fromEntries` defines properties, so that `__proto__` is one like any other.
  const object = Object.fromEntries(entries) as object;
  return Object.hasOwn(value, "$") ? tagged("object", object) : object;
}

function tagged(tag: Tag, ...content: unknown[]): { readonly $: readonly unknown[] } {
  return { $: [tag, ...content] };
}

/** The value of what {@link plain} has made. */
function revived(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(revived);
  if (!Object.hasOwn(value, "$")) return revivedProperties(value);
  const [tag, content] = (value as { readonly $: readonly [Tag, unknown] }).$;
  switch (tag) {
    case "bigint":
      return BigInt(content as string);
    case "bytes":
      return bytesOf(content as string);
    case "Date":
      // oxlint-disable-next-line no-restricted-globals -- dates are values here, and no time is read
      return new Date((content as string | null) ?? Number.NaN);
    case "Map":
      return new Map(revived(content) as [unknown, unknown][]);
    case "number":
      return Number(content);
    case "object":
      return revivedProperties(content as object);
    case "RegExp": {
      const [source, flags] = content as [string, string];
      return new RegExp(source, flags);
    }
    case "Set":
      return new Set(revived(content) as unknown[]);
    case "undefined":
      return undefined;
    default:
      throw new TypeError(`the text holds ${shown(tag)}, which this version of richCodec does not know`);
  }
}

function revivedProperties(value: object): unknown {
  return Object.fromEntries(Object.entries(value).map(([key, property]) => [key, revived(property)]));
}

function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => parseInt(hex.slice(2 * at, 2 * at + 2), 16));
}

function classOf(prototype: unknown): string {
  const { constructor } = prototype as { readonly constructor?: { readonly name?: unknown } };
  return typeof constructor?.name === "string" && constructor.name !== ""
    ? constructor.name
    : "an unnamed class";
}
