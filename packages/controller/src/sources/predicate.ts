import type { ObjectEvent } from "./object-event.ts";

/**
 * Whether an event matters. What it refuses stays in the cache; it is only not told. A predicate that throws is reported
 * and lets the event pass, and so does every deletion of which no state is known: nothing is lost.
 */
export type Predicate<O> = (event: ObjectEvent<O>) => boolean;

/** Passes what all of these pass. */
export function allOf<O>(...predicates: readonly Predicate<O>[]): Predicate<O> {
  return (event) => predicates.every((predicate) => predicate(event));
}

/** Passes what at least one of these passes. */
export function anyOf<O>(...predicates: readonly Predicate<O>[]): Predicate<O> {
  return (event) => predicates.some((predicate) => predicate(event));
}

/** Passes what the other refuses. */
export function not<O>(predicate: Predicate<O>): Predicate<O> {
  return (event) => !predicate(event);
}

/** A function for each type of event. */
export interface PerEvent<O> {
  added?(object: O, isInInitialList: boolean): boolean;
  updated?(before: O, object: O): boolean;
  deleted?(last: O, finalStateUnknown: boolean): boolean;
}

/** Asks the function for the type of the event; a type without one passes. */
export function perEvent<O>(functions: PerEvent<O>): Predicate<O> {
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
