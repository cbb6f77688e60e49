import { shapeOfType } from "../apply/shape.ts";
import type { Dialect } from "../dialect.ts";
import { decodeTyped } from "./decode.ts";
import { immutableErrors } from "./immutable.ts";
import { builtInKinds, type Kind } from "./kinds.ts";
import type { JsonObject, KubernetesObject } from "./object.ts";
import { groupVersion, type Column, type Resource } from "./resource.ts";
import type { KindRules } from "./kind-rules.ts";

/** The built-in resources as a server of this version serves them. */
export function builtInResources(dialect: Dialect, rules: KindRules | undefined): readonly Resource[] {
  return builtInKinds.map((kind) => builtIn(kind, dialect, rules));
}

function builtIn(kind: Kind, dialect: Dialect, rules: KindRules | undefined): Resource {
  const own = rules?.of(kind);
  const decode = (value: JsonObject, unknown: (path: string) => void): JsonObject => ({
    kind: kind.kind,
    apiVersion: groupVersion(kind),
    ...decodeTyped(kind.type, value, dialect, unknown),
  });
  const blank = decode({}, () => undefined);
  const hasStatus = kind.subresources.includes("status");
  return {
    ...kind,
    singular: kind.kind.toLowerCase(),
    listKind: `${kind.kind}List`,
    subresources: own === undefined ? kind.subresources.filter((one) => one === "status") : kind.subresources,
    complete: own !== undefined,
    scale: undefined,
    schema: undefined,
    collection: `${kind.group}/${kind.plural}`,
    registryPath: `/registry/${kind.plural}`,
    generation:
      own === undefined ? hasStatus : kind.generation && (kind.plural !== "pods" || dialect.podGeneration),
    versionRequired: kind.versionRequired,
    createOnUpdate: kind.createOnUpdate,
    returnsDeleted: own?.returnsDeleted ?? false,
    shape: shapeOfType(kind.type),
    blank,
    columns: own?.columns ?? genericColumns,
    decode,
    defaults: own?.defaults ?? ((object) => object),
    validate: own?.validate ?? validateCommon(kind),
    selectable: own?.selectable ?? [],
  };
}

function validateCommon(kind: Kind): Resource["validate"] {
  return kind.plural === "configmaps" || kind.plural === "secrets" ? immutableErrors : () => [];
}

/** What a table shows of any object. */
const genericColumns: readonly Column[] = [
  {
    name: "Name",
    type: "string",
    format: "name",
    description:
      "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names",
    priority: 0,
    cell: (object: KubernetesObject) => object.metadata.name,
  },
  {
    name: "Created At",
    type: "date",
    format: "",
    description:
      "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
    priority: 0,
    cell: (object: KubernetesObject) => object.metadata.creationTimestamp,
  },
];
