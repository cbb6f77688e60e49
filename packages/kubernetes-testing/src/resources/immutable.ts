import { forbiddenField, type FieldError } from "../http/field-error.ts";
import { sameJson, type KubernetesObject } from "./object.ts";

const detail = "field is immutable when `immutable` is set";

/** ConfigMaps and Secrets that are immutable keep their data and stay immutable. */
export function immutableErrors(
  object: KubernetesObject,
  old: KubernetesObject | undefined,
): readonly FieldError[] {
  if (old === undefined || old["immutable"] !== true) return [];
  const errors: FieldError[] = [];
  if (object["immutable"] !== true) errors.push(forbiddenField("immutable", detail));
  for (const field of ["data", "binaryData"]) {
    if (!sameJson(object[field], old[field])) errors.push(forbiddenField(field, detail));
  }
  return errors;
}
