import type { FieldError } from "../http/field-error.ts";
import type { JsonObject, KubernetesObject } from "./object.ts";
import type { Column } from "./resource.ts";
import type { Kind } from "./kind-table.ts";

/** What the complete server knows of one built-in kind. */
export interface KindRule {
  readonly defaults?: (object: JsonObject) => JsonObject;
  readonly status?: (object: KubernetesObject, old: KubernetesObject | undefined) => unknown;
  readonly validate?: (object: KubernetesObject, old: KubernetesObject | undefined) => readonly FieldError[];
  readonly columns?: readonly Column[];
  readonly selectable?: readonly string[];
  readonly returnsDeleted?: boolean;
  /** What admission adds to a new object, after the fields of its writer were counted. */
  readonly admit?: (object: KubernetesObject) => KubernetesObject;
  /** How many seconds a delete gives the object. */
  readonly graceSeconds?: (object: KubernetesObject, asked: number | undefined) => number;
}

/** The rules of the built-in kinds. */
export interface KindRules {
  of(kind: Kind): KindRule;
}
