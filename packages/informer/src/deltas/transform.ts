import type { Deletion } from "../objects/deletion.ts";

/**
 * What becomes of an object before it is kept: fields nobody reads are dropped, for example. It is called once for each
 * state that the source tells, may change the object it is given, and must leave its key alone. It may be given what it
 * has answered before.
 */
export type Transform<T> = (object: T) => T;

/**
 * The deletion of an object in the state that the source gave. An object that a transform refuses is gone all the same,
 * so it goes without its last state.
 */
export function deletionOf<T>(key: string, object: T, transform: Transform<T> | undefined): Deletion<T> {
  if (!transform) return { key, last: object, finalStateUnknown: false };
  try {
    return { key, last: transform(object), finalStateUnknown: false };
  } catch {
    return { key, last: undefined, finalStateUnknown: true };
  }
}
