import type { Shape } from "../apply/shape.ts";
import type { FieldError } from "../http/field-error.ts";
import type { JsonObject, KubernetesObject } from "./object.ts";

/** What the server tells the client beside the answer. */
export type Warn = (text: string) => void;

/** A column of a table. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
  readonly cell: (object: KubernetesObject, nowMs: number) => unknown;
}

/** Where a custom resource keeps what its scale subresource shows. */
export interface ScalePaths {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

/** A resource that the server serves in one version, built-in or custom. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly string[];
  /** The built-in type, or undefined for a custom resource. */
  readonly type: string | undefined;
  /** A built-in resource whose defaults, rules and columns the server knows. */
  readonly complete: boolean;
  readonly scale: ScalePaths | undefined;
  /** The schema of a custom resource. */
  readonly schema: JsonObject | undefined;
  /** Where its objects are stored: the same for all versions of a resource. */
  readonly collection: string;
  /** What messages of the storage call the place of an object. */
  readonly registryPath: string;
  readonly generation: boolean;
  readonly versionRequired: boolean;
  readonly createOnUpdate: boolean;
  /** A delete answers with the object also when it is gone at once. */
  readonly returnsDeleted: boolean;
  readonly shape: Shape;
  /** An object that says nothing: what a created object is compared with. */
  readonly blank: JsonObject;
  readonly columns: readonly Column[];
  /** Reads a body: types, unknown fields, order. @throws StatusError or DecodeError. */
  readonly decode: (value: JsonObject, unknown: (path: string) => void) => JsonObject;
  /** Fills in what the client left out. */
  readonly defaults: (object: JsonObject) => JsonObject;
  /** The status that a new or changed object has, whatever the client says. */
  readonly status: (object: KubernetesObject, old: KubernetesObject | undefined) => unknown;
  /** What is wrong with it, beside its metadata. */
  readonly validate: (object: KubernetesObject, old: KubernetesObject | undefined) => readonly FieldError[];
  /** What admission adds to a new object. */
  readonly admit: (object: KubernetesObject) => KubernetesObject;
  /** How many seconds a delete gives an object of this kind; undefined when it knows no grace. */
  readonly graceSeconds: ((object: KubernetesObject, asked: number | undefined) => number) | undefined;
  /** Fields that a field selector may name, beside name and namespace. */
  readonly selectable: readonly string[];
}

/** `v1`, or `apps/v1`. */
export function groupVersion(resource: { readonly group: string; readonly version: string }): string {
  return resource.group === "" ? resource.version : `${resource.group}/${resource.version}`;
}

/** The key of an object inside its collection. */
export function keyOf(resource: Resource, namespace: string | undefined, name: string): string {
  return resource.namespaced ? `${namespace ?? ""}/${name}` : name;
}

/** An object as this version of its resource shows it. */
export function inVersion(resource: Resource, object: KubernetesObject): KubernetesObject {
  const apiVersion = groupVersion(resource);
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}
