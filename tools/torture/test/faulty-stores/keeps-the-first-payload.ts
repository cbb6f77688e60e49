import type { Store } from "@workset/store";
import { faulty } from "./faulty.ts";

/** Where two payloads of a key meet, keeps the older one. */
export function openStore(path: string): Promise<Store> {
  return faulty(path, (queue) => ({
    add: (request, now) => queue.add({ ...request, combine: (waiting) => waiting }, now),
  }));
}
