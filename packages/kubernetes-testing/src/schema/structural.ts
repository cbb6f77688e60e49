import { isObject, own, setOwn, type Json, type JsonObject } from "../resources/object.ts";

/** The schema of a property, if the schema has it. */
export function propertyOf(schema: JsonObject, name: string): JsonObject | undefined {
  const properties = own(schema, "properties");
  const property = isObject(properties) ? own(properties, name) : undefined;
  return isObject(property) ? property : undefined;
}

/** The schema of keys that are no properties: `additionalProperties`. */
export function additionalOf(schema: JsonObject): JsonObject | undefined {
  const additional = own(schema, "additionalProperties");
  return isObject(additional) ? additional : undefined;
}

/** The schema of the items of a list. */
export function itemsOf(schema: JsonObject): JsonObject | undefined {
  const items = own(schema, "items");
  return isObject(items) ? items : undefined;
}

/** Whether what the schema does not name is kept. */
export function keepsUnknown(schema: JsonObject): boolean {
  return (
    own(schema, "x-kubernetes-preserve-unknown-fields") === true ||
    own(schema, "additionalProperties") === true
  );
}

/** Leaves out what a structural schema does not name, and reports each field by its path. */
export function prune(schema: JsonObject, value: Json, unknown: (path: string) => void, path = ""): Json {
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    if (items === undefined) return value;
    return value.map((item, at) => prune(items, item, unknown, `${path}[${at}]`));
  }
  if (!isObject(value)) return value;
  const additional = additionalOf(schema);
  const keeps = keepsUnknown(schema);
  const embedded = own(schema, "x-kubernetes-embedded-resource") === true;
  const result: JsonObject = {};
  for (const [name, item] of Object.entries(value)) {
    const inner = path === "" ? name : `${path}.${name}`;
    const known = propertyOf(schema, name) ?? additional;
    if (known !== undefined) setOwn(result, name, prune(known, item, unknown, inner));
    else if (keeps || (embedded && ["apiVersion", "kind", "metadata"].includes(name)))
      setOwn(result, name, item);
    else unknown(inner);
  }
  return result;
}

/** Leaves out nulls where the schema does not allow them and has a default or says nothing of null. */
export function dropNulls(schema: JsonObject, value: Json): Json {
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    return items === undefined ? value : value.map((item) => dropNulls(items, item));
  }
  if (!isObject(value)) return value;
  const result: JsonObject = {};
  for (const [name, item] of Object.entries(value)) {
    const known = propertyOf(schema, name) ?? additionalOf(schema);
    if (item === null && known !== undefined && own(known, "nullable") !== true) continue;
    setOwn(result, name, known === undefined ? item : dropNulls(known, item));
  }
  return result;
}

/** Fills in the defaults of a structural schema. */
export function fillDefaults(schema: JsonObject, value: Json): Json {
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    return items === undefined ? value : value.map((item) => fillDefaults(items, item));
  }
  if (!isObject(value)) return value;
  const result: JsonObject = { ...value };
  const properties = own(schema, "properties");
  if (isObject(properties)) {
    for (const [name, property] of Object.entries(properties)) {
      if (!isObject(property)) continue;
      const fallback = own(property, "default");
      if (!Object.hasOwn(result, name) && fallback !== undefined)
        setOwn(result, name, structuredClone(fallback));
      const current = own(result, name);
      if (current !== undefined) setOwn(result, name, fillDefaults(property, current));
    }
  }
  const additional = additionalOf(schema);
  if (additional !== undefined) {
    for (const [name, item] of Object.entries(result)) {
      if (propertyOf(schema, name) === undefined) setOwn(result, name, fillDefaults(additional, item));
    }
  }
  return result;
}
