import type { ObjectChange } from "../objects/object-change.ts";

/** Changes that are made one by one when they are read, so that a large list takes no memory of its own. */
export interface ChangeList<T> {
  readonly length: number;
  /** The change at this index. */
  at(index: number): ObjectChange<T>;
}

/** A list of changes that exist already. */
export function listOf<T>(changes: readonly ObjectChange<T>[]): ChangeList<T> {
  return { length: changes.length, at: (index) => changes[index]! };
}

/** `added` for each of these objects, as a handler receives them that is added later than they were. */
export function initialChanges<T>(objects: readonly T[], keyOf: (object: T) => string): ChangeList<T> {
  return {
    length: objects.length,
    at(index) {
      const object = objects[index]!;
      return { type: "added", key: keyOf(object), object, isInInitialList: true };
    },
  };
}

/** `added` for each restored object, which is decoded when its turn comes. */
export function restoredChanges<T>(
  entries: readonly (readonly [key: string, object: () => T])[],
): ChangeList<T> {
  return {
    length: entries.length,
    at(index) {
      const [key, object] = entries[index]!;
      return { type: "added", key, object: object(), isInInitialList: true };
    },
  };
}

/** `updated` for each of these objects, from what it is to what it is. */
export function resyncChanges<T>(objects: readonly T[], keyOf: (object: T) => string): ChangeList<T> {
  return {
    length: objects.length,
    at(index) {
      const object = objects[index]!;
      return { type: "updated", key: keyOf(object), before: object, object, cause: "resync" };
    },
  };
}
