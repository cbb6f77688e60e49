import type { CachePersistence } from "@workset/informer";
import { setTimeout as sleep } from "node:timers/promises";
import type { Thing } from "../../src/informer/thing.ts";
import { tampered } from "./tampered.ts";

/** Claims a version before it has the objects. */
export function openCache(path: string): Promise<CachePersistence<Thing>> {
  return tampered(path, (cache) => ({
    async save(changes, version) {
      if (version !== undefined) {
        await cache.save([], version);
        await sleep(80);
      }
      await cache.save(changes, version);
    },
  }));
}
