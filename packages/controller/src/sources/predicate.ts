/** A change of an object, as predicates see it. */
export type ObjectEvent<O> =
  | {
      readonly type: "added";
      readonly object: O;
      /** The object existed when the source or the informer started. */
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

/**
 * Whether an event enqueues keys. An object whose event is refused stays in the cache. A predicate that throws is
 * reported and passes the event, and a deletion of which no state is known passes every predicate: nothing is lost.
 */
export type Predicate<O> = (event: ObjectEvent<O>) => boolean;

/** Passes an event that all of these pass. */
export function allOf<O>(...predicates: readonly Predicate<O>[]): Predicate<O> {
  return (event) => predicates.every((predicate) => predicate(event));
}

/** Passes an event that at least one of these passes. */
export function anyOf<O>(...predicates: readonly Predicate<O>[]): Predicate<O> {
  return (event) => predicates.some((predicate) => predicate(event));
}

/** Passes an event that the other refuses. */
export function not<O>(predicate: Predicate<O>): Predicate<O> {
  return (event) => !predicate(event);
}

/** A predicate for each type of event. */
export interface OnEvent<O> {
  added?(object: O, isInInitialList: boolean): boolean;
  updated?(before: O, object: O): boolean;
  deleted?(last: O, finalStateUnknown: boolean): boolean;
}

/** Asks the function for the type of the event; a type without one passes. */
export function onEvent<O>(functions: OnEvent<O>): Predicate<O> {
  return (event) => {
    switch (event.type) {
      case "added":
        return functions.added?.(event.object, event.isInInitialList) ?? true;
      case "updated":
        return functions.updated?.(event.before, event.object) ?? true;
      default:
        return functions.deleted?.(event.object, event.finalStateUnknown) ?? true;
    }
  };
}

/** Whether every predicate passes the event; one that throws is reported and passes it. */
export function passes<O>(
  event: ObjectEvent<O>,
  predicates: readonly Predicate<O>[],
  report: (error: unknown) => void,
): boolean {
  return predicates.every((predicate) => {
    try {
      return predicate(event);
    } catch (error) {
      report(error);
      return true;
    }
  });
}
