import type { Store } from "@workset/store";
import { later } from "./later.ts";
import { faulty } from "./faulty.ts";

/** Answers adds before they are written. */
export function openStore(path: string): Promise<Store> {
  return faulty(path, (queue) => ({
    add: async (request, now) => {
      later(() => queue.add(request, now));
      return request.due === undefined ? "added" : "waiting";
    },
  }));
}
