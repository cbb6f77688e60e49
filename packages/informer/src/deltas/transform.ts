import type { Deletion } from "../objects/object-change.ts";

/**
 * What becomes of an object before it is kept: fields nobody reads are dropped, for example. It is called once for each
 * state that the source tells, may change the object it is given, and must leave its key alone, which is checked. It may be given what it
 * has answered before.
 */
export type Transform<T> = (object: T) => T;

/** The object as it is kept. @throws What the transform throws; TypeError when what it answers has not the same key. */
export function transformed<T>(
  key: string,
  object: T,
  transform: Transform<T> | undefined,
  keyOf: (object: T) => string,
): T {
  if (!transform) return object;
  const kept: T | undefined = transform(object);
  if (kept !== undefined && keyOf(kept) === key) return kept;
  throw new TypeError(
    `transform must answer with an object of the same key, but of ${JSON.stringify(key)} it made another`,
  );
}

/**
 * The deletion of an object in the state that the source gave. An object that a transform refuses is gone all the same,
 * so it goes without its last state.
 */
export function deletionOf<T>(
  key: string,
  object: T,
  transform: Transform<T> | undefined,
  keyOf: (object: T) => string,
): Deletion<T> {
  try {
    return { key, last: transformed(key, object, transform, keyOf), finalStateUnknown: false };
  } catch {
    return { key, last: undefined, finalStateUnknown: true };
  }
}
