import { isObject, own, type Json, type JsonObject } from "../resources/object.ts";
import { typeNamed, type Field, type FieldType } from "../resources/types.ts";

/** How server-side apply sees a value: what has fields, how lists are merged, what is one piece. */
export type Shape =
  | { readonly kind: "scalar" }
  | {
      readonly kind: "map";
      readonly atomic: boolean;
      /** The shape of a field of the type, if it has it. */
      readonly field: (name: string) => Shape | undefined;
      /** The shape of other keys: those of a map, or of what is not known. */
      readonly element: Shape | undefined;
    }
  | {
      readonly kind: "list";
      readonly merge: "atomic" | "set" | "map";
      readonly keys: readonly string[];
      /** What a key is when the item does not say it. */
      readonly keyDefault: (key: string) => Json | undefined;
      readonly element: Shape;
    }
  | { readonly kind: "any" };

const scalar: Shape = { kind: "scalar" };
const any: Shape = { kind: "any" };

/** The shape of what no schema describes, by what it is. */
export function deduced(value: Json | undefined): Shape {
  if (Array.isArray(value))
    return { kind: "list", merge: "atomic", keys: [], keyDefault: () => undefined, element: any };
  if (isObject(value)) return { kind: "map", atomic: false, field: () => undefined, element: any };
  return scalar;
}

const shapes = new Map<string, Shape>();

/** The shape of a built-in type. */
export function shapeOfType(typeName: string): Shape {
  let shape = shapes.get(typeName);
  if (shape === undefined) {
    const type = typeNamed(typeName);
    const fields = new Map<string, Shape>();
    shape = {
      kind: "map",
      atomic: type.atomic,
      element: undefined,
      field(name) {
        const field = type.byName.get(name);
        if (field === undefined) return name === "kind" || name === "apiVersion" ? scalar : undefined;
        let found = fields.get(name);
        if (found === undefined) fields.set(name, (found = shapeOfField(field)));
        return found;
      },
    };
    shapes.set(typeName, shape);
  }
  return shape;
}

function shapeOfField(field: Field): Shape {
  const shape = shapeOfFieldType(field.type, field);
  return field.atomic && shape.kind === "map" ? { ...shape, atomic: true } : shape;
}

function shapeOfFieldType(type: FieldType, field?: Field): Shape {
  switch (type.kind) {
    case "struct":
      return shapeOfType(type.name);
    case "map":
      return { kind: "map", atomic: false, field: () => undefined, element: shapeOfFieldType(type.element) };
    case "scalar":
      return type.scalar === "raw" ? any : scalar;
    case "list": {
      const keys = field?.listKeys ?? [];
      const element = shapeOfFieldType(type.element);
      const item = type.element.kind === "struct" ? typeNamed(type.element.name) : undefined;
      return {
        kind: "list",
        merge: keys.length > 0 ? "map" : field?.listSet ? "set" : "atomic",
        keys,
        keyDefault: (key) => item?.byName.get(key)?.defaultValue,
        element,
      };
    }
  }
}

/** The shape that a structural schema describes. */
export function shapeOfSchema(schema: JsonObject | undefined): Shape {
  if (schema === undefined) return any;
  const type = own(schema, "type");
  if (own(schema, "x-kubernetes-int-or-string") === true) return scalar;
  if (type === "array") {
    const listType = own(schema, "x-kubernetes-list-type");
    const items = own(schema, "items");
    const itemSchema = isObject(items) ? items : undefined;
    const keys = own(schema, "x-kubernetes-list-map-keys");
    return {
      kind: "list",
      merge: listType === "map" ? "map" : listType === "set" ? "set" : "atomic",
      keys: Array.isArray(keys) ? keys.filter((key) => typeof key === "string") : [],
      keyDefault(key) {
        const properties = itemSchema === undefined ? undefined : own(itemSchema, "properties");
        const property = isObject(properties) ? own(properties, key) : undefined;
        return isObject(property) ? own(property, "default") : undefined;
      },
      element: shapeOfSchema(itemSchema),
    };
  }
  if (type === "object" || own(schema, "properties") !== undefined) {
    const properties = own(schema, "properties");
    const additional = own(schema, "additionalProperties");
    const open = own(schema, "x-kubernetes-preserve-unknown-fields") === true || additional === true;
    return {
      kind: "map",
      atomic: own(schema, "x-kubernetes-map-type") === "atomic",
      field(name) {
        const property = isObject(properties) ? own(properties, name) : undefined;
        return isObject(property) ? shapeOfSchema(property) : undefined;
      },
      element: isObject(additional) ? shapeOfSchema(additional) : open ? any : undefined,
    };
  }
  if (own(schema, "x-kubernetes-preserve-unknown-fields") === true) return any;
  return scalar;
}

/** A custom resource as a whole: typed metadata, and the fields of its schema. */
export function shapeOfCustomResource(schema: JsonObject | undefined): Shape {
  const body = shapeOfSchema(schema);
  return {
    kind: "map",
    atomic: false,
    element: any,
    field(name) {
      if (name === "metadata") return shapeOfType("meta/ObjectMeta");
      if (name === "kind" || name === "apiVersion") return scalar;
      return body.kind === "map" ? body.field(name) : undefined;
    },
  };
}

/** The step of `fieldsV1` that leads to an item of a list. */
export function itemStep(shape: Shape & { kind: "list" }, item: Json): string {
  if (shape.merge === "set") return `v:${JSON.stringify(item)}`;
  const keys: JsonObject = {};
  for (const key of shape.keys.toSorted()) {
    const value = (isObject(item) ? own(item, key) : undefined) ?? shape.keyDefault(key);
    if (value !== undefined && value !== null) keys[key] = value;
  }
  return `k:${JSON.stringify(keys)}`;
}

/** The shape of a key of a map. */
export function fieldShape(shape: Shape & { kind: "map" }, name: string, value: Json | undefined): Shape {
  const found = shape.field(name) ?? shape.element ?? any;
  return found.kind === "any" ? deduced(value) : found;
}
