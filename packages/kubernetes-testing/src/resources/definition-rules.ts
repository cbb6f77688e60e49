import { invalidField, requiredField, unsupportedField, type FieldError } from "../http/field-error.ts";
import type { Definition } from "./custom-resource.ts";
import { isObject, own, type JsonObject, type KubernetesObject } from "./object.ts";

/** Fills in the names that a definition leaves out, and how its versions are converted. */
export function definitionDefaults(object: JsonObject): JsonObject {
  const spec = own(object, "spec");
  const names = isObject(spec) ? own(spec, "names") : undefined;
  if (!isObject(spec) || !isObject(names)) return object;
  const kind = own(names, "kind");
  const named = typeof kind === "string" && kind !== "" ? kind : undefined;
  const status = own(object, "status");
  return {
    ...object,
    spec: {
      ...spec,
      names: {
        ...names,
        ...(named === undefined
          ? {}
          : {
              singular: own(names, "singular") ?? named.toLowerCase(),
              listKind: own(names, "listKind") ?? `${named}List`,
            }),
      },
      conversion: own(spec, "conversion") ?? { strategy: "None" },
    },
    status: {
      ...(isObject(status) ? status : {}),
      storedVersions: [...storedVersions(object as unknown as KubernetesObject, [])],
    },
  };
}

/** The versions in which objects may be stored: the one that is stored now, before all others. */
export function storedVersions(object: KubernetesObject, known: readonly string[]): readonly string[] {
  const { versions } = object["spec"] as Definition;
  const current = versions.filter(({ storage }) => storage).map(({ name }) => name);
  return [...new Set([...known, ...current])];
}

/** What is wrong with a definition. */
export function definitionErrors(
  object: KubernetesObject,
  old: KubernetesObject | undefined,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const spec = object["spec"] as Partial<Definition>;
  const { group = "", scope = "", names, versions } = spec;
  const wanted = `${names?.plural ?? ""}.${group}`;
  if (object.metadata.name !== wanted) {
    errors.push(
      invalidField("metadata.name", object.metadata.name, 'must be spec.names.plural+"."+spec.group'),
    );
  }
  if (group === "") errors.push(requiredField("spec.group", ""));
  if (scope === "") errors.push(requiredField("spec.scope", ""));
  else if (scope !== "Namespaced" && scope !== "Cluster") {
    errors.push(unsupportedField("spec.scope", scope, ["Cluster", "Namespaced"]));
  }
  const list = versions ?? [];
  if (list.filter(({ storage }) => storage).length !== 1) {
    errors.push(
      invalidField("spec.versions", list, "must have exactly one version marked as storage version"),
    );
  }
  for (const [at, { schema }] of list.entries()) {
    const root = schema?.openAPIV3Schema;
    if (root === undefined) {
      errors.push(requiredField(`spec.versions[${at}].schema.openAPIV3Schema`, "schemas are required"));
    } else if (own(root, "type") !== "object") {
      errors.push(
        invalidField(
          `spec.versions[${at}].schema.openAPIV3Schema.type`,
          own(root, "type") ?? "",
          "must be object at the root",
        ),
      );
    }
  }
  for (const field of ["plural", "kind"] as const) {
    if ((names?.[field] ?? "") === "") errors.push(requiredField(`spec.names.${field}`, ""));
  }
  if (old !== undefined) {
    const before = old["spec"] as Definition;
    for (const field of ["group", "scope"] as const) {
      if (spec[field] !== before[field])
        errors.push(invalidField(`spec.${field}`, spec[field], "field is immutable"));
    }
  }
  return errors;
}
