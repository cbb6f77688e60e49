import { applyPatch, type Operation } from "rfc6902";
import { isObject, type Json } from "../resources/object.ts";

/** Applies a JSON patch (RFC 6902); undefined when a test fails or a path is missing. */
export function jsonPatch(target: Json, operations: readonly Json[]): Json | undefined {
  const copy = structuredClone(target);
  if (operations.some((operation) => !isObject(operation))) return undefined;
  try {
    const errors = applyPatch(copy, operations as unknown as Operation[]);
    return errors.every((error) => error === null) ? copy : undefined;
  } catch {
    return undefined;
  }
}
