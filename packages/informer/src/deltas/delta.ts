import type { Deletion } from "../objects/deletion.ts";

/**
 * One change of one object, on its way from the source to the cache. `"added"`, `"updated"`, `"deleted"`: the source
 * said so. `"replaced"`: the object was in a list. `"sync"`: nothing changed, and the handlers want to hear of it again.
 */
export type Delta<T> =
  | {
      readonly type: "added" | "updated" | "replaced" | "sync";
      readonly key: string;
      readonly object: T;
    }
  | { readonly type: "deleted"; readonly key: string; readonly deletion: Deletion<T> };

/** A change of everything at once, in a queue that keeps the order among objects. */
export type WholeDelta<T> =
  | { readonly type: "replaced-all"; readonly objects: ReadonlyMap<string, T>; readonly version: string }
  | { readonly type: "sync-all" }
  | { readonly type: "bookmark"; readonly version: string };
