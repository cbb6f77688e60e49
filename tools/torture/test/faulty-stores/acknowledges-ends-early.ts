import type { Store } from "@workset/store";
import { later } from "./later.ts";
import { faulty } from "./faulty.ts";

/** Answers that work is done before it is written. */
export function openStore(path: string): Promise<Store> {
  return faulty(path, (queue) => ({
    complete: async (claim, now) => {
      later(() => queue.complete(claim, now));
      return "done";
    },
  }));
}
