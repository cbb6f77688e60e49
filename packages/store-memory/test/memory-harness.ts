import { setImmediate } from "node:timers/promises";
import { makeStoreHarness, type StoreHarness } from "@workset/contract";
import { MemoryStore } from "@workset/store-memory";

/** A harness whose store lives as long as it does, and whose owners can crash. */
export function memoryHarness(): Promise<StoreHarness> {
  const store = new MemoryStore();
  return makeStoreHarness({ open: () => store, settle: setImmediate, crash: () => store.crash() });
}
