import type { Deletion } from "../objects/object-change.ts";

/** One thing that a handler is told. */
export type Call<T> =
  | { readonly type: "add"; readonly object: T; readonly isInInitialList: boolean }
  | {
      readonly type: "update";
      readonly before: T;
      readonly object: T;
      /** `"unchanged"`: the source told a state that was known. `"resync"`: a handler wants to hear of it again. */
      readonly why: "changed" | "unchanged" | "resync";
    }
  | { readonly type: "delete"; readonly deletion: Deletion<T> };

/** Many calls of one kind, made one by one when their turn comes. */
export interface Calls<T> {
  readonly length: number;
  /** The call at this place. */
  at(index: number): Call<T>;
}

/** Single calls, one after another. */
export function inOrder<T>(calls: readonly Call<T>[]): Calls<T> {
  return { length: calls.length, at: (index) => calls[index]! };
}

/** An add of each of these, as a handler hears them that comes to objects which are there. */
export function additions<T, From = T>(
  objects: readonly From[],
  objectOf: (from: From) => T = (object) => object as unknown as T,
): Calls<T> {
  return {
    length: objects.length,
    at: (index) => ({ type: "add", object: objectOf(objects[index]!), isInInitialList: true }),
  };
}

/** An update of each of these from what it is to what it is. */
export function repetitions<T>(objects: readonly T[]): Calls<T> {
  return {
    length: objects.length,
    at: (index) => ({ type: "update", before: objects[index]!, object: objects[index]!, why: "resync" }),
  };
}

/** The object that a call is about, for its key; a deletion has its own. */
export function keyOfCall<T>(call: Call<T>, keyOf: (object: T) => string): string {
  return call.type === "delete" ? call.deletion.key : keyOf(call.object);
}
