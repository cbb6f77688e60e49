import type { Placeholders } from "./placeholders.ts";

/** Where two values begin to differ; undefined when they agree but for placeholders. */
export function differenceOf(
  recorded: unknown,
  got: unknown,
  known: Placeholders,
  path = "",
): string | undefined {
  if (typeof recorded === "string") {
    return typeof got === "string" && known.matches(recorded, got) ? undefined : path;
  }
  if (Array.isArray(recorded)) {
    if (!Array.isArray(got) || got.length !== recorded.length) return path;
    for (const [at, item] of recorded.entries()) {
      const found = differenceOf(item, got[at], known, `${path}[${at}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (typeof recorded !== "object" || recorded === null) return Object.is(recorded, got) ? undefined : path;
  if (typeof got !== "object" || got === null || Array.isArray(got)) return path;
  const keys = new Set([...Object.keys(recorded), ...Object.keys(got)]);
  for (const key of keys) {
    const inner = `${path}.${key}`;
    if (!Object.hasOwn(recorded, key) || !Object.hasOwn(got, key)) return inner;
    const found = differenceOf(
      (recorded as Record<string, unknown>)[key],
      (got as Record<string, unknown>)[key],
      known,
      inner,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The value at a path of {@link differenceOf}, to be shown. */
export function valueAt(value: unknown, path: string): unknown {
  let at = value;
  for (const [, name, index] of path.matchAll(/\.((?:[^.[\]]|\](?!$|\.|\[))+)|\[(\d+)\]/gu)) {
    at = (at as Record<string, unknown> | undefined)?.[name ?? index!];
  }
  return at;
}
