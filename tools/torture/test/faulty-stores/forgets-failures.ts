import type { Store } from "@workset/store";
import { SqliteStore } from "@workset/store-sqlite";
import { instead } from "./faulty.ts";

/** When it is opened, forgets how often the keys that wait have failed. */
export async function openStore(path: string): Promise<Store> {
  const store = await SqliteStore.open(path);
  return instead<Store>(store, {
    open: async (options) => {
      const queue = await store.open(options);
      const { keys } = await queue.list({ state: "waiting", limit: 1000 }, options.now);
      for (const { key } of keys) await queue.forget(key);
      return queue;
    },
  });
}
