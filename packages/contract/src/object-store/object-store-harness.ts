import type { Clause, Harness } from "../clause.ts";
import type {
  AddIndexersVerb,
  IndexFunctionSubject,
  ObjectStoreSubject,
  RestoreVerb,
  StoredObject,
} from "./object-store-subject.ts";

/**
 * What a store of objects can do besides holding and finding them.
 *
 * - `"adds-indexes"`: `addIndexers`, while it holds objects
 * - `"restores"`: `restore`, with objects that are decoded when they are first read
 */
export type ObjectStoreCapability = "adds-indexes" | "restores";

/** A store with the verbs that its harness's capabilities promise. */
export type OpenedObjectStore = ObjectStoreSubject & Partial<AddIndexersVerb & RestoreVerb>;

/** Makes stores of objects. */
export interface ObjectStoreHarness extends Harness<ObjectStoreCapability> {
  /** Makes a new, empty store, with keys by {@link storedObjectKey} and the indexes {@link storedObjectIndexes}. */
  open(): OpenedObjectStore;
}

/** A promise of a store of objects. */
export type ObjectStoreClause = Clause<ObjectStoreHarness>;

/** The key of a stored object. @throws Error when the object is refused by its key. */
export function storedObjectKey({ key, refusedBy }: StoredObject): string {
  if (refusedBy === "key") throw new Error("the key function refuses this object");
  return key;
}

/** The indexes that every store has: `kind`, with one value or none, and `tag`, with any number, repeated ones too. */
export const storedObjectIndexes: Readonly<Record<"kind" | "tag", IndexFunctionSubject>> = {
  kind: ({ kind }) => (kind === undefined ? [] : [kind]),
  tag({ tags, refusedBy }) {
    if (refusedBy === "index") throw new Error("the index function refuses this object");
    return tags;
  },
};
