import type { EventHandler } from "@workset/informer";
import type { Thing } from "../../src/informer/thing.ts";

export { openCache } from "../../src/informer/open-cache.ts";

/** Counts as settled what a handler has only begun: so the cache is ahead of what was done. */
export function handlerFor(handler: EventHandler<Thing>): EventHandler<Thing> {
  let last: Promise<unknown> = Promise.resolve();
  const begin = (act: () => unknown): void => {
    last = last.then(() => new Promise((resolve) => setTimeout(resolve, 3))).then(act);
  };
  return {
    onAdd: (object, isInInitialList) => begin(() => handler.onAdd?.(object, isInInitialList)),
    onUpdate: (before, object) => begin(() => handler.onUpdate?.(before, object)),
    onDelete: (deletion) => begin(() => handler.onDelete?.(deletion)),
  };
}
