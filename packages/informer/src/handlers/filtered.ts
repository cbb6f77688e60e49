import type { EventHandler } from "./event-handler.ts";

/** A handler that receives only objects for which `includes` returns true: client-go's `FilteringResourceEventHandler`. */
export function filtered<T>(
  handler: EventHandler<T>,
  includes: (object: T) => boolean,
  keyOf: (object: T) => string,
): EventHandler<T> {
  return {
    onAdd: (object, isInInitialList) =>
      includes(object) ? handler.onAdd?.(object, isInInitialList) : undefined,
    onUpdate(before, object) {
      const wasIncluded = includes(before);
      if (includes(object)) {
        return wasIncluded ? handler.onUpdate?.(before, object) : handler.onAdd?.(object, false);
      }
      if (!wasIncluded) return undefined;
      return handler.onDelete?.({ key: keyOf(before), last: before, finalStateUnknown: false });
    },
    onDelete: (deletion) =>
      deletion.last === undefined || includes(deletion.last) ? handler.onDelete?.(deletion) : undefined,
  };
}
