/**
 * A set of keys that takes little memory while it is small: one key is a string, a few are an array, many are a `Set`. Most
 * index values have few objects, and a `Set` of one key takes about twenty times the memory of the key.
 */
export type KeySet = string | string[] | Set<string>;

/** Up to this many keys an array is searched faster than a set. */
const few = 16;

/** The set with this key added. The given set must not be used afterwards. */
export function withKey(keys: KeySet | undefined, key: string): KeySet {
  if (keys === undefined || keys === key) return key;
  if (typeof keys === "string") return [keys, key];
  if (!Array.isArray(keys)) return keys.add(key);
  if (keys.includes(key)) return keys;
  if (keys.length === few) return new Set(keys).add(key);
  keys.push(key);
  return keys;
}

/** The set with this key removed; `undefined` when it is empty. The given set must not be used afterwards. */
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

/** The keys; iterate them before the set changes. */
export function keysIn(keys: KeySet | undefined): Iterable<string> {
  if (keys === undefined) return [];
  return typeof keys === "string" ? [keys] : keys;
}
