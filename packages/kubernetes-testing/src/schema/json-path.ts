import { isObject, own, setOwn, type Json, type JsonObject } from "../resources/object.ts";

/** The steps of a simple path: `.spec.replicas`, `.status.conditions[0].type`, `.metadata.labels['a.b']`. */
function pathSteps(path: string): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  for (const [, name, index, bracketed] of path.matchAll(
    /\.([A-Za-z0-9_-]+)|\[(\d+)\]|\[['"]([^'"]+)['"]\]/gu,
  )) {
    steps.push(index === undefined ? (name ?? bracketed!) : Number(index));
  }
  return steps;
}

/** The value at a path; undefined when there is none. */
export function readPath(value: Json | undefined, path: string): Json | undefined {
  const filter = /^(.*)\[\?\(@\.([A-Za-z0-9_]+)\s*==\s*["']([^"']*)["']\)\](.*)$/u.exec(path);
  if (filter !== null) {
    const [, before, field, wanted, after] = filter;
    const list = readPath(value, before!);
    if (!Array.isArray(list)) return undefined;
    return readPath(
      list.find((item) => isObject(item) && own(item, field!) === wanted),
      after!,
    );
  }
  let at = value;
  for (const step of pathSteps(path)) {
    if (typeof step === "number") at = Array.isArray(at) ? at[step] : undefined;
    else at = isObject(at) ? own(at, step) : undefined;
  }
  return at;
}

/** The object with another value at a path; what is missing on the way is made. */
export function writePath(object: JsonObject, path: string, value: Json): JsonObject {
  const [first, ...rest] = pathSteps(path);
  if (typeof first !== "string") return object;
  const result = { ...object };
  const inner = own(object, first);
  const below = rest.map((step) => `.${String(step)}`).join("");
  setOwn(result, first, rest.length === 0 ? value : writePath(isObject(inner) ? inner : {}, below, value));
  return result;
}
