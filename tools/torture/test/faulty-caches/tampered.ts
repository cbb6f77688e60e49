import type { CachePersistence } from "@workset/informer";
import { openCache } from "../../src/informer/open-cache.ts";
import type { Thing } from "../../src/informer/thing.ts";
import { instead } from "../faulty-stores/faulty.ts";

/** The verbs that the faulty implementation replaces; the others stay correct. */
export type Tampering = (cache: CachePersistence<Thing>) => Partial<CachePersistence<Thing>>;

/** A cache in a file that breaks some of its promises. */
export async function tampered(path: string, tampering: Tampering): Promise<CachePersistence<Thing>> {
  const cache = await openCache(path);
  return instead(cache, tampering(cache));
}
