import type { Store } from "@workset/store";
import { SqliteStore } from "@workset/store-sqlite";

/** Opens the store that is tortured. A plan may name another module with a function of this name. */
export function openStore(path: string): Promise<Store> {
  return SqliteStore.open(path);
}
