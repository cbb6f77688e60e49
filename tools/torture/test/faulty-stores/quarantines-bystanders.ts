import type { Store } from "@workset/store";
import { SqliteStore } from "@workset/store-sqlite";
import { instead } from "./faulty.ts";

/** Sends to the failed set every key that was processing when the process crashed. */
export async function openStore(path: string): Promise<Store> {
  const store = await SqliteStore.open(path);
  return instead<Store>(store, {
    open: (options) => store.open({ ...options, policy: { ...options.policy, maxCrashes: 1 } }),
  });
}
