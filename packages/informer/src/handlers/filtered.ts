import type { EventHandler } from "./event-handler.ts";
import { kubernetesMeta } from "../objects/object-meta.ts";
import type { KubernetesLike, ObjectMeta } from "../objects/object-meta.ts";

/** How a filter reads keys: to be given, unless the objects carry their metadata as those of Kubernetes do. */
export type FilterMeta<T> = [T] extends [KubernetesLike]
  ? [meta?: Pick<ObjectMeta<T>, "keyOf">]
  : [meta: Pick<ObjectMeta<T>, "keyOf">];

/**
 * A handler that hears of some objects alone, as if there were no others. An update by which an object joins them is an
 * add; one by which it leaves them is a delete, with the state that was still one of them as its last. A deletion is
 * judged by its last state, and heard when there is none. What `includes` throws is a failure of the handler.
 */
export function filtered<T>(
  includes: (object: T) => boolean,
  handler: EventHandler<T>,
  ...[meta = kubernetesMeta]: FilterMeta<T>
): EventHandler<T> {
  return {
    onAdd: (object, isInInitialList) =>
      includes(object) ? handler.onAdd?.(object, isInInitialList) : undefined,
    onUpdate(before, object) {
      const was = includes(before);
      if (includes(object)) return was ? handler.onUpdate?.(before, object) : handler.onAdd?.(object, false);
      if (!was) return undefined;
      return handler.onDelete?.({ key: meta.keyOf(before), last: before, finalStateUnknown: false });
    },
    onDelete: (deletion) =>
      deletion.last === undefined || includes(deletion.last) ? handler.onDelete?.(deletion) : undefined,
  };
}
