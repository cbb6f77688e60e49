import type { CachePersistence, EventHandler } from "@workset/informer";
import { openInformerCache } from "@workset/informer-sqlite";
import type { Thing } from "./thing.ts";

/** What a module that is tortured exports. */
export interface CacheOpener {
  openCache(path: string): Promise<CachePersistence<Thing>>;
  /** What the informer is given in the place of this handler. @defaultValue the handler */
  handlerFor?(handler: EventHandler<Thing>): EventHandler<Thing>;
}

/** Opens the cache that is tortured. A plan may name another module with a function of this name. */
export function openCache(path: string): Promise<CachePersistence<Thing>> {
  return openInformerCache<Thing>(path);
}
