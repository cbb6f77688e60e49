import type { Clause, Harness } from "../clause.ts";
import type { CacheSubject } from "./cache-subject.ts";

/**
 * What a harness of a cache can do besides opening it.
 *
 * - `"crashes"`: the owner can be ended without releasing anything
 */
export type CacheCapability = "crashes";

/** Where a cache keeps its objects. Empty at first. */
export interface CacheHarness extends Harness<CacheCapability> {
  /** The cache of the harness, opened when it is first asked for. */
  cache(): Promise<CacheSubject>;
  /** Disposes of the cache, and opens another on what it left. */
  reopen(): Promise<CacheSubject>;
  /**
   * Ends the owner of the cache as the end of its process would: at once, without releasing anything, and in the middle of what it
   * is doing; and opens another on what it left. Asked for only where the harness has `"crashes"`.
   */
  kill(): Promise<CacheSubject>;
}

/** A promise of a cache. */
export type CacheClause = Clause<CacheHarness>;
