import type { CachePersistence } from "@workset/informer";
import type { Thing } from "../../src/informer/thing.ts";
import { tampered } from "./tampered.ts";

/** Does not write down which keys handlers are about to hear of. */
export function openCache(path: string): Promise<CachePersistence<Thing>> {
  return tampered(path, (cache) => ({
    async save(changes, version) {
      if (version !== undefined) await cache.save(changes, version);
    },
  }));
}
