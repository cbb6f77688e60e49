import type { Store } from "@workset/store";
import { SqliteStore } from "@workset/store-sqlite";
import { instead } from "./faulty.ts";

/** Where two payloads of a key meet, keeps the older one. */
export async function openStore(path: string): Promise<Store> {
  const store = await SqliteStore.open(path);
  return instead<Store>(store, {
    open: (options) => store.open({ ...options, policy: { ...options.policy, combine: "first" } }),
  });
}
