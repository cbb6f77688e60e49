import { shapeOfType } from "../apply/shape.ts";
import type { Dialect } from "../dialect.ts";
import { decodeTyped } from "./decode.ts";
import { immutableErrors } from "./immutable.ts";
import { genericColumns } from "./columns.ts";
import { builtInKinds, type Kind } from "./kind-table.ts";
import type { JsonObject } from "./object.ts";
import { groupVersion, type Resource } from "./resource.ts";
import { definitionDefaults, definitionErrors, storedVersions } from "./definition-rules.ts";
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
    columns: own?.columns ?? genericColumns(dialect),
    decode,
    defaults: own?.defaults ?? (kind.type === definitionType ? definitionDefaults : (object) => object),
    status:
      own?.status ??
      (kind.type === definitionType ? definitionStatus(blank) : (_object, old) => (old ?? blank)["status"]),
    validate: own?.validate ?? validateCommon(kind),
    admit: own?.admit ?? ((object) => object),
    graceSeconds: own?.graceSeconds,
    selectable: own?.selectable ?? [],
  };
}

const definitionType = "apiextensions/CustomResourceDefinition";

function definitionStatus(blank: JsonObject): Resource["status"] {
  return (object, old) => {
    const before = (old ?? blank)["status"] as { storedVersions: readonly string[] | null };
    return { ...before, storedVersions: storedVersions(object, before.storedVersions ?? []) };
  };
}

function validateCommon(kind: Kind): Resource["validate"] {
  if (kind.type === definitionType) return definitionErrors;
  return kind.plural === "configmaps" || kind.plural === "secrets" ? immutableErrors : () => [];
}
