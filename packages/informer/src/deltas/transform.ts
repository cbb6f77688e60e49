import type { Deletion } from "../objects/object-change.ts";

/**
 * Changes an object before it is kept, for example drops fields that no reader needs. It is called once for each state
 * that the source sends, may modify the object it gets, and must keep its key, which is checked. It may get what it
 * returned before.
 */
export type Transform<T> = (object: T) => T;

/** Called with an object that was skipped: why, and its key where that is known. Must not throw. */
export type OnBadObject = (error: unknown, key: string | undefined) => void;

/** How objects are read on their way into a queue. */
export interface ReadOptions<T> {
  readonly keyOf: (object: T) => string;
  readonly transform: Transform<T> | undefined;
}

/** The key of an object. @throws What `keyOf` throws; TypeError when it returns no string. */
export function keyOfObject<T>(object: T, { keyOf }: ReadOptions<T>): string {
  const key: unknown = keyOf(object);
  if (typeof key === "string") return key;
  throw new TypeError(`keyOf must return a string, but it returned ${key === null ? "null" : typeof key}`);
}

/** The object as it is kept. @throws What the transform throws; TypeError when the key of what it returns differs. */
export function transformed<T>(key: string, object: T, { keyOf, transform }: ReadOptions<T>): T {
  if (!transform) return object;
  const kept: T | undefined = transform(object);
  if (kept !== undefined && keyOf(kept) === key) return kept;
  throw new TypeError(
    `transform must return an object of the same key, but for ${JSON.stringify(key)} it returned another`,
  );
}

/**
 * The deletion of an object in the state that the source sent. An object that the transform refuses is gone all the same,
 * without a last state.
 */
export function deletionOf<T>(key: string, object: T, options: ReadOptions<T>): Deletion<T> {
  try {
    return { key, last: transformed(key, object, options), finalStateUnknown: false };
  } catch {
    return { key, last: undefined, finalStateUnknown: true };
  }
}
