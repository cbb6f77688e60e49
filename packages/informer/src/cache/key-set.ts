/**
 * A set of keys that is small while it holds few: one key is itself, a few are an array, and only many are a `Set`. Most
 * values of most indexes have few objects, and a `Set` of one key takes about twenty times the memory of the key alone.
 */
export type KeySet = string | string[] | Set<string>;

/** How many keys are searched faster in an array than in a set. */
const few = 16;

/** The set with this key in it. The one that was given is not to be used any more. */
export function withKey(keys: KeySet | undefined, key: string): KeySet {
  if (keys === undefined || keys === key) return key;
  if (typeof keys === "string") return [keys, key];
  if (!Array.isArray(keys)) return keys.add(key);
  if (keys.includes(key)) return keys;
  if (keys.length === few) return new Set(keys).add(key);
  keys.push(key);
  return keys;
}

/** The set without this key; `undefined` when nothing is left. The one that was given is not to be used any more. */
export function withoutKey(keys: KeySet, key: string): KeySet | undefined {
  if (typeof keys === "string") return keys === key ? undefined : keys;
  if (Array.isArray(keys)) {
    const at = keys.indexOf(key);
    if (at === -1) return keys;
    const last = keys.pop()!;
    if (at < keys.length) keys[at] = last;
    return keys.length === 0 ? undefined : keys;
  }
  keys.delete(key);
  return keys.size === 0 ? undefined : keys;
}

/** Whether the key is in it. */
export function hasKey(keys: KeySet, key: string): boolean {
  if (typeof keys === "string") return keys === key;
  return Array.isArray(keys) ? keys.includes(key) : keys.has(key);
}

/** How many keys are in it. */
export function sizeOf(keys: KeySet): number {
  if (typeof keys === "string") return 1;
  return Array.isArray(keys) ? keys.length : keys.size;
}

/** The keys, to be walked before the set changes. */
export function keysIn(keys: KeySet | undefined): Iterable<string> {
  if (keys === undefined) return [];
  return typeof keys === "string" ? [keys] : keys;
}
