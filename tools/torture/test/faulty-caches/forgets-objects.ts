import type { CachePersistence } from "@workset/informer";
import type { Thing } from "../../src/informer/thing.ts";
import { tampered } from "./tampered.ts";

/** Goes on from the version that it finds, and serves nothing: what was deleted meanwhile reaches no handler. */
export function openCache(path: string): Promise<CachePersistence<Thing>> {
  return tampered(path, (cache) => ({ load: () => ({ ...cache.load(), objects: [] }) }));
}
