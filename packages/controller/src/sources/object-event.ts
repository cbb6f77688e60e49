/** A change of an object, as predicates see it. */
export type ObjectEvent<O> =
  | {
      readonly type: "added";
      readonly object: O;
      /** The object was there when the source or the informer started. */
      readonly isInInitialList: boolean;
    }
  | { readonly type: "updated"; readonly before: O; readonly object: O }
  | {
      readonly type: "deleted";
      /** The last state that was seen of it. */
      readonly object: O;
      /** Whether the object may have been deleted in a later state. */
      readonly finalStateUnknown: boolean;
    };
