import type { Store } from "@workset/store";
import { SqliteStore } from "@workset/store-sqlite";
import { instead } from "./faulty.ts";

/** Sends to the failed set whatever was in hand when the process was brought down. */
export async function openStore(path: string): Promise<Store> {
  const store = await SqliteStore.open(path);
  return instead<Store>(store, {
    open: (options) => store.open({ ...options, policy: { ...options.policy, maxCrashes: 1 } }),
  });
}
