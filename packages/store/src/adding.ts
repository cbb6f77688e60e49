import type { Combine, Payload } from "./payload.ts";

/** One add. */
export interface AddRequest {
  readonly key: string;
  readonly payload: Payload;
  readonly priority: number;
  /**
   * When the key is to be ready: left out, now; a number, at that instant of the wall clock. A function counts one more
   * failure of the key, is told how many there were before, and answers how many milliseconds to wait.
   */
  readonly due?: number | ((failures: number) => number);
  /** Whether a due time replaces the one that the key waits for, rather than the earlier of the two winning. */
  readonly replace?: boolean;
  /**
   * Whether waiting and needing work are one: an add for now takes what waits with it, and one for later is coalesced
   * into a key that needs work already. Otherwise the two know nothing of each other.
   */
  readonly merge?: boolean;
  /** Whether an add for now, merging, leaves a key that waits after a failure where it is instead of cutting it short. */
  readonly keepBackoff?: boolean;
  /**
   * Whether this is the payload of the run in hand, to be tried again: what was added meanwhile is newer, and the two
   * are combined in that order.
   */
  readonly again?: boolean;
  /** Makes one payload of two, wherever this add meets another of the same kind. */
  readonly combine: Combine;
}

/**
 * What an add meant. `"added"`: the key is ready. `"coalesced"`: it needed work, or waited, already. `"rerun"`: it is in
 * hand and runs once more. `"revived"`: it had failed, and is ready again with its errors kept and its counts cleared.
 * `"waiting"`: it waits now. `"sooner"`: it waits for an earlier time than before. `"replaced"`: it waits for the new
 * time instead.
 *
 * An add for later of a failed key makes it wait, and it counts as failed no more: `"waiting"`. Its counts are cleared,
 * but for the failures where the add counts one.
 */
export type Adding = "added" | "coalesced" | "rerun" | "revived" | "waiting" | "sooner" | "replaced";
