import type { Store } from "@workset/store";
import { SqliteStore } from "@workset/store-sqlite";
import { instead } from "./faulty.ts";

/** When it is opened, loses the keys that were processing at the crash. */
export async function openStore(path: string): Promise<Store> {
  const store = await SqliteStore.open(path);
  return instead<Store>(store, {
    open: async (options) => {
      const queue = await store.open(options);
      const claims = await queue.take(100_000, options.now);
      await Promise.all(
        claims.map((claim) => {
          const next = claim.crashes > 0 ? "done" : "give-back";
          return queue.release(claim, { next }, options.now);
        }),
      );
      return queue;
    },
  });
}
