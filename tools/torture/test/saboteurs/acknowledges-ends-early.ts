import type { Store } from "@workset/store";
import { later } from "./later.ts";
import { sabotaged } from "./sabotaged.ts";

/** Answers that work is done before it is written. */
export function openStore(path: string): Promise<Store> {
  return sabotaged(path, (queue) => ({
    complete: async (claim, now) => {
      later(() => queue.complete(claim, now));
      return "done";
    },
  }));
}
