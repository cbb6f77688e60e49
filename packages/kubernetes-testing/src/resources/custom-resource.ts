import { shapeOfCustomResource } from "../apply/shape.ts";
import type { Dialect } from "../dialect.ts";
import { invalidField, type FieldError } from "../http/field-error.ts";
import { readPath } from "../schema/json-path.ts";
import { dropNulls, fillDefaults, keepsUnknown, prune } from "../schema/structural.ts";
import { schemaErrors } from "../schema/validate.ts";
import { age } from "./age.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { decodeTyped } from "./decode.ts";
import { isObject, own, setOwn, type Json, type JsonObject, type KubernetesObject } from "./object.ts";
import type { Column, Resource, ScalePaths } from "./resource.ts";

/** What a definition says of its resource. */
export interface Definition {
  readonly group: string;
  readonly scope: string;
  readonly names: {
    readonly plural: string;
    readonly singular?: string;
    readonly kind: string;
    readonly listKind?: string;
    readonly shortNames?: readonly string[];
    readonly categories?: readonly string[];
  };
  readonly versions: readonly DefinitionVersion[];
}

interface DefinitionVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly schema?: { readonly openAPIV3Schema?: JsonObject };
  readonly subresources?: { readonly status?: object; readonly scale?: ScalePaths };
  readonly additionalPrinterColumns?: readonly {
    readonly name: string;
    readonly type: string;
    readonly format?: string;
    readonly description?: string;
    readonly priority?: number;
    readonly jsonPath: string;
  }[];
  readonly selectableFields?: readonly { readonly jsonPath: string }[];
}

/** The resources that a definition adds: one for each version that is served. */
export function customResources(definition: Definition, dialect: Dialect): readonly Resource[] {
  return definition.versions
    .filter(({ served }) => served)
    .map((version) => customResource(definition, version, dialect));
}

function customResource(
  { group, scope, names }: Definition,
  version: DefinitionVersion,
  dialect: Dialect,
): Resource {
  const schema = version.schema?.openAPIV3Schema;
  const scale = version.subresources?.scale;
  const hasStatus = version.subresources?.status !== undefined;
  return {
    group,
    version: version.name,
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    kind: names.kind,
    listKind: names.listKind ?? `${names.kind}List`,
    namespaced: scope === "Namespaced",
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    subresources: [...(hasStatus ? ["status"] : []), ...(scale === undefined ? [] : ["scale"])],
    type: undefined,
    complete: false,
    scale,
    schema,
    collection: `${group}/${names.plural}`,
    registryPath: `/registry/${dialect.minor < 30 ? "" : "apiextensions.kubernetes.io/"}${group}/${names.plural}`,
    generation: true,
    versionRequired: true,
    createOnUpdate: false,
    returnsDeleted: false,
    shape: shapeOfCustomResource(schema),
    blank: {},
    columns: columnsOf(version, dialect),
    decode: (value, unknown) => decodeCustom(schema, value, dialect, unknown),
    defaults: (object) => (schema === undefined ? object : (fillDefaults(schema, object) as JsonObject)),
    status: (_object, old) => old?.["status"],
    validate: (object) => [
      ...(schema === undefined ? [] : schemaErrors(withoutTyped(schema), content(object), dialect)),
      ...(scale === undefined ? [] : scaleErrors(scale, object)),
    ],
    admit: (object) => object,
    graceSeconds: undefined,
    selectable:
      dialect.minor >= 30 ? (version.selectableFields ?? []).map(({ jsonPath }) => jsonPath.slice(1)) : [],
  };
}

/** Metadata are read as those of any object; the rest by the schema. */
function decodeCustom(
  schema: JsonObject | undefined,
  value: JsonObject,
  dialect: Dialect,
  unknown: (path: string) => void,
): JsonObject {
  const { kind, apiVersion, metadata, ...rest } = value;
  const typed = decodeTyped("meta/ObjectMeta", isObject(metadata) ? metadata : {}, dialect, (path) =>
    unknown(`metadata.${path}`),
  );
  const cleaned = Object.fromEntries(Object.entries(typed).filter(([, item]) => item !== null));
  const open = schema === undefined || keepsUnknown(schema);
  const pruned = schema === undefined ? rest : prune(schema, rest, open ? () => undefined : unknown);
  const body = schema === undefined ? pruned : dropNulls(schema, pruned);
  const result: JsonObject = { apiVersion: apiVersion ?? "", kind: kind ?? "", metadata: cleaned };
  for (const [name, item] of Object.entries(body as JsonObject).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    setOwn(result, name, item);
  }
  return result;
}

/** The schema may describe the metadata too, but they are not judged by it. */
function withoutTyped(schema: JsonObject): JsonObject {
  const properties = own(schema, "properties");
  if (!isObject(properties)) return schema;
  const { metadata: _, kind: __, apiVersion: ___, ...rest } = properties;
  return { ...schema, properties: rest };
}

function content(object: KubernetesObject): Json {
  return object as unknown as Json;
}

function scaleErrors(scale: ScalePaths, object: KubernetesObject): FieldError[] {
  const path = scale.specReplicasPath;
  const parent = readPath(content(object), path.slice(0, path.lastIndexOf(".")));
  if (parent !== undefined && !isObject(parent)) {
    const is =
      typeof parent === "string" ? "string" : Array.isArray(parent) ? "[]interface {}" : typeof parent;
    return [
      invalidField(
        path,
        0,
        `${path} accessor error: ${typeof parent === "string" ? parent : JSON.stringify(parent)} is of the type ${is}, expected map[string]interface{}`,
      ),
    ];
  }
  const replicas = readPath(content(object), path);
  if (typeof replicas === "number" && replicas < 0) {
    return [invalidField(path, replicas, "should be a non-negative integer")];
  }
  return [];
}

function columnsOf({ additionalPrinterColumns }: DefinitionVersion, dialect: Dialect): readonly Column[] {
  if (additionalPrinterColumns === undefined || additionalPrinterColumns.length === 0)
    return [nameColumn(dialect), ageColumn];
  return [
    nameColumn(dialect),
    ...additionalPrinterColumns.map(({ name, type, format, description, priority, jsonPath }) => ({
      name,
      type,
      format: format ?? "",
      description: description ?? `Custom resource definition column (in JSONPath format): ${jsonPath}`,
      priority: priority ?? 0,
      cell: (object: KubernetesObject, nowMs: number): unknown =>
        cellOf(readPath(content(object), jsonPath), type, nowMs),
    })),
  ];
}

function cellOf(value: Json | undefined, type: string, nowMs: number): unknown {
  if (value === undefined) return null;
  if (type === "date") return typeof value === "string" ? age(value, nowMs) : null;
  if (type === "integer" || type === "number") return typeof value === "number" ? value : null;
  if (type === "boolean") return typeof value === "boolean" ? value : null;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
