interface JsonObject {
  readonly [name: string]: Json;
}

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** Every way to change exactly one value inside of this one, or to take it out of an array: `path` says which. */
export function* tampered(
  value: Json,
  path = "",
): Generator<{ readonly path: string; readonly value: Json }> {
  if (typeof value === "boolean") yield { path, value: !value };
  else if (typeof value === "number") yield { path, value: value * 2 + 1 };
  else if (typeof value === "string") yield { path, value: `1${value}` };
  else if (Array.isArray(value)) yield* tamperedArray(value, path);
  else if (value !== null) yield* tamperedObject(value as JsonObject, path);
}

function* tamperedObject(value: JsonObject, path: string): Generator<{ path: string; value: Json }> {
  for (const [name, one] of Object.entries(value)) {
    for (const other of tampered(one, `${path}.${name}`)) {
      yield { path: other.path, value: { ...value, [name]: other.value } };
    }
  }
}

function* tamperedArray(value: readonly Json[], path: string): Generator<{ path: string; value: Json }> {
  for (const [index, one] of value.entries()) {
    yield { path: `${path}[${index}] removed`, value: value.toSpliced(index, 1) };
    for (const other of tampered(one, `${path}[${index}]`)) {
      yield { path: other.path, value: value.with(index, other.value) };
    }
  }
}
