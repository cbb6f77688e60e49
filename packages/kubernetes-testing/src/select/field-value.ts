import { isObject, own, type Json, type KubernetesObject } from "../resources/object.ts";

/** Labels that stand for a path of another name. */
const paths: Readonly<Record<string, string>> = { source: "source.component" };

/** What a field selector compares: the text of the value at that path, or nothing. */
export function fieldValue(object: KubernetesObject, path: string): string {
  let value: Json | undefined = object as unknown as Json;
  for (const step of (Object.hasOwn(paths, path) ? paths[path]! : path).split("."))
    value = isObject(value) ? own(value, step) : undefined;
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
