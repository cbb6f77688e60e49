import { setImmediate } from "node:timers/promises";
import { makeStorePlace, type StorePlace } from "@workset/contract";
import { MemoryStore } from "@workset/store-memory";

/** A place whose store lives as long as it does, and whose owners can crash. */
export function memoryPlace(): Promise<StorePlace> {
  const store = new MemoryStore();
  return makeStorePlace({ open: () => store, settle: setImmediate, crash: () => store.crash() });
}
