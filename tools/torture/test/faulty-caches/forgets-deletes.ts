import type { CachePersistence } from "@workset/informer";
import type { Thing } from "../../src/informer/thing.ts";
import { tampered } from "./tampered.ts";

/** Keeps what was deleted. */
export function openCache(path: string): Promise<CachePersistence<Thing>> {
  return tampered(path, (cache) => ({
    save: (changes, version) =>
      cache.save(
        changes.filter(({ type }) => type !== "deleted"),
        version,
      ),
  }));
}
