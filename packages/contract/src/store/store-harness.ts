import type { Store } from "@workset/store";
import type { Clause, Harness } from "../clause.ts";

/**
 * What a harness of a store can do besides opening it.
 *
 * - `"durable"`: a store that is closed and opened again finds its keys
 * - `"crashes"`: the owner can be ended without releasing anything
 */
export type StoreCapability = "durable" | "crashes";

/** Where a store keeps its keys: a file, a schema, a handful of variables. Empty at first. */
export interface StoreHarness extends Harness<StoreCapability> {
  /** The store of the harness, opened when it is first asked for. */
  store(): Promise<Store>;
  /** Closes the store, and opens another on what it left. Asked for only where the harness is `"durable"`. */
  reopen(): Promise<Store>;
  /**
   * Ends the owner of the store as the end of its process would: at once, and without releasing anything. What was acknowledged by
   * then is found by the store that is opened next. Asked for only where the harness has `"crashes"`.
   */
  kill(): Promise<Store>;
}

/** A promise of a store. */
export type StoreClause = Clause<StoreHarness>;
