import { isObject, own, type Json, type JsonObject } from "../object.ts";

/** The object with values for the fields that it does not have. */
export function withDefaults(object: JsonObject, defaults: Readonly<Record<string, Json>>): JsonObject {
  const missing = Object.entries(defaults).filter(([name]) => {
    const value = own(object, name);
    return value === undefined || value === null;
  });
  return missing.length === 0 ? object : { ...object, ...structuredClone(Object.fromEntries(missing)) };
}

/** The object with one field changed, if it has an object there. */
export function within(
  object: JsonObject,
  name: string,
  change: (inner: JsonObject) => JsonObject,
): JsonObject {
  const inner = own(object, name);
  return isObject(inner) ? { ...object, [name]: change(inner) } : object;
}

/** The object with each item of a list changed, if it has a list there. */
export function eachOf(
  object: JsonObject,
  name: string,
  change: (item: JsonObject) => JsonObject,
): JsonObject {
  const items = own(object, name);
  if (!Array.isArray(items)) return object;
  return { ...object, [name]: items.map((item) => (isObject(item) ? change(item) : item)) };
}
