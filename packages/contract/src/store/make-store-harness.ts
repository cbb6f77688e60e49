import type { Store } from "@workset/store";
import type { StoreCapability, StoreHarness } from "./store-harness.ts";

/** How a harness for a store is made. */
export interface StoreHarnessOptions<S extends Store> {
  /** Opens a store: at first an empty one, afterwards one on what the last left. */
  readonly open: () => S | Promise<S>;
  /** Lets happen what can happen without time passing; in Node, `setImmediate` of `node:timers/promises` will do. */
  readonly settle: () => Promise<void>;
  /**
   * Ends a store as the end of its process would: at once, and without releasing anything.
   * @defaultValue none: the harness cannot crash, and the clauses about crashes are skipped
   */
  readonly crash?: (store: S) => void | Promise<void>;
}

/** Makes a harness of a store. What the harness can do is what the store says of itself, and what can be done to it here. */
export async function makeStoreHarness<S extends Store>(
  options: StoreHarnessOptions<S>,
): Promise<StoreHarness> {
  const { open, settle, crash } = options;
  let store = await open();
  const capabilities: StoreCapability[] = [];
  if (store.capabilities.durable) capabilities.push("durable");
  if (crash) capabilities.push("crashes");
  return {
    capabilities,
    settle,
    store: async () => store,
    async reopen() {
      await store.close();
      store = await open();
      return store;
    },
    async kill() {
      await crash?.(store);
      store = await open();
      return store;
    },
    [Symbol.asyncDispose]: () => store.close(),
  };
}
