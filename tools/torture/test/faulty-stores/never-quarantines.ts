import type { Store } from "@workset/store";
import { SqliteStore } from "@workset/store-sqlite";
import { instead } from "./faulty.ts";

/** Hands out again and again what brings the process down. */
export async function openStore(path: string): Promise<Store> {
  const store = await SqliteStore.open(path);
  return instead<Store>(store, {
    open: (options) => store.open({ ...options, policy: { ...options.policy, maxCrashes: 1000 } }),
  });
}
