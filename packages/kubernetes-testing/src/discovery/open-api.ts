import { createHash } from "node:crypto";
import type { Context } from "../context.ts";
import type { Json, JsonObject } from "../resources/object.ts";
import { groupVersion, type Resource } from "../resources/resource.ts";
import { typeNamed, type Field, type FieldType } from "../resources/types.ts";

/** `/openapi/v3`: where the document of each group and version is. */
export function openApiIndex(context: Context): unknown {
  const paths: Record<string, { serverRelativeURL: string }> = {};
  for (const name of groupVersionPaths(context)) {
    const hash = createHash("sha256")
      .update(JSON.stringify(openApiDocument(context, name)))
      .digest("hex")
      .toUpperCase();
    paths[name] = { serverRelativeURL: `/openapi/v3/${name}?hash=${hash}` };
  }
  return { paths };
}

function groupVersionPaths({ registry }: Context): readonly string[] {
  return [...new Set(registry.all.map(pathOf))].toSorted();
}

function pathOf({ group, version }: Resource): string {
  return group === "" ? `api/${version}` : `apis/${group}/${version}`;
}

/** The document of one group and version: its schemas and paths; undefined when it is not served. */
export function openApiDocument({ registry, version }: Context, path: string): unknown {
  const resources = registry.all.filter((one) => pathOf(one) === path);
  if (resources.length === 0) return undefined;
  const schemas: Record<string, Json> = {};
  for (const resource of resources) addSchema(schemas, resource);
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: `v${version}.0` },
    paths: Object.fromEntries(resources.flatMap((resource) => pathsOf(resource))),
    components: { schemas },
  };
}

function addSchema(schemas: Record<string, Json>, resource: Resource): void {
  const { group, version, kind } = resource;
  const identity = { "x-kubernetes-group-version-kind": [{ group, kind, version }] };
  if (resource.type !== undefined) {
    schemas[schemaName(resource)] = { ...structSchema(resource.type, schemas, true), ...identity };
    return;
  }
  const body = resource.schema ?? { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const properties = (body["properties"] ?? {}) as JsonObject;
  addType(schemas, "meta/ObjectMeta");
  schemas[schemaName(resource)] = {
    ...body,
    properties: { ...properties, ...objectProperties(), metadata: reference("meta/ObjectMeta") },
    ...identity,
  };
}

function objectProperties(): JsonObject {
  return { apiVersion: { type: "string" }, kind: { type: "string" } };
}

function structSchema(typeName: string, schemas: Record<string, Json>, top = false): JsonObject {
  const type = typeNamed(typeName);
  const properties: JsonObject = top ? objectProperties() : {};
  for (const field of type.fields) properties[field.name] = fieldSchema(field, schemas);
  const required = type.fields.filter(({ always }) => always).map(({ name }) => name);
  return { type: "object", properties, ...(required.length === 0 || top ? {} : { required }) };
}

function addType(schemas: Record<string, Json>, typeName: string): void {
  const name = definitionName(typeName);
  if (Object.hasOwn(schemas, name)) return;
  schemas[name] = {};
  schemas[name] = structSchema(typeName, schemas);
}

function fieldSchema(field: Field, schemas: Record<string, Json>): JsonObject {
  const schema = typeSchema(field.type, schemas);
  return {
    ...schema,
    ...(field.listKeys === undefined
      ? {}
      : { "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": [...field.listKeys] }),
    ...(field.listSet ? { "x-kubernetes-list-type": "set" } : {}),
    ...(field.mergeKey === undefined
      ? {}
      : {
          "x-kubernetes-patch-strategy": "merge",
          ...(field.mergeKey === "" ? {} : { "x-kubernetes-patch-merge-key": field.mergeKey }),
        }),
  };
}

function typeSchema(type: FieldType, schemas: Record<string, Json>): JsonObject {
  switch (type.kind) {
    case "struct":
      addType(schemas, type.name);
      return reference(type.name);
    case "list":
      return { type: "array", items: typeSchema(type.element, schemas) };
    case "map":
      return { type: "object", additionalProperties: typeSchema(type.element, schemas) };
    case "scalar":
      return scalarSchemas[type.scalar];
  }
}

const scalarSchemas: Readonly<Record<(FieldType & { kind: "scalar" })["scalar"], JsonObject>> = {
  string: { type: "string" },
  bool: { type: "boolean" },
  int32: { type: "integer", format: "int32" },
  int64: { type: "integer", format: "int64" },
  float64: { type: "number", format: "double" },
  bytes: { type: "string", format: "byte" },
  time: { type: "string", format: "date-time" },
  microtime: { type: "string", format: "date-time" },
  quantity: { type: "string" },
  intorstring: { type: "string", format: "int-or-string" },
  fields: { type: "object" },
  raw: { type: "object" },
};

function reference(typeName: string): JsonObject {
  return { $ref: `#/components/schemas/${definitionName(typeName)}` };
}

function definitionName(typeName: string): string {
  const [group, name] = typeName.split("/");
  if (group === "meta") return `io.k8s.apimachinery.pkg.apis.meta.v1.${name!}`;
  return `io.k8s.api.${group!}.v1.${name!}`;
}

function schemaName(resource: Resource): string {
  if (resource.type !== undefined) return definitionName(resource.type);
  const reversed = resource.group.split(".").toReversed().join(".");
  return `${reversed}.${resource.version}.${resource.kind}`;
}

function pathsOf(resource: Resource): readonly (readonly [string, JsonObject])[] {
  const base = `/${resource.group === "" ? "api" : "apis"}/${groupVersion(resource)}`;
  const collection = resource.namespaced
    ? `${base}/namespaces/{namespace}/${resource.plural}`
    : `${base}/${resource.plural}`;
  const parameters: readonly Json[] = [
    ...(resource.namespaced ? [pathParameter("namespace")] : []),
    queryParameter("dryRun"),
    queryParameter("fieldManager"),
    queryParameter("fieldValidation"),
  ];
  const operation = (action: string): JsonObject => ({
    "x-kubernetes-action": action,
    "x-kubernetes-group-version-kind": {
      group: resource.group,
      kind: resource.kind,
      version: resource.version,
    },
    parameters: [...parameters],
    responses: {
      "200": {
        description: "OK",
        content: { "application/json": { schema: { $ref: `#/components/schemas/${schemaName(resource)}` } } },
      },
    },
  });
  return [
    [collection, { get: operation("list"), post: operation("post"), delete: operation("deletecollection") }],
    [
      `${collection}/{name}`,
      {
        get: operation("get"),
        put: operation("put"),
        patch: operation("patch"),
        delete: operation("delete"),
        parameters: [pathParameter("name")],
      },
    ],
  ];
}

function pathParameter(name: string): JsonObject {
  return { name, in: "path", required: true, schema: { type: "string", uniqueItems: true } };
}

function queryParameter(name: string): JsonObject {
  return { name, in: "query", schema: { type: "string", uniqueItems: true } };
}
