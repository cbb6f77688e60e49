import type { FieldError } from "../http/field-error.ts";
import type { JsonObject, KubernetesObject } from "./object.ts";
import type { Column } from "./resource.ts";
import type { Kind } from "./kinds.ts";

/** What the complete server knows of one built-in kind. */
interface KindRule {
  readonly defaults?: (object: JsonObject) => JsonObject;
  readonly status?: (object: KubernetesObject, old: KubernetesObject | undefined) => unknown;
  readonly validate?: (object: KubernetesObject, old: KubernetesObject | undefined) => readonly FieldError[];
  readonly columns?: readonly Column[];
  readonly selectable?: readonly string[];
  readonly returnsDeleted?: boolean;
}

/** The rules of the built-in kinds. */
export interface KindRules {
  of(kind: Kind): KindRule;
}
