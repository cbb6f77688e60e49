import type { Combine } from "./payload.ts";

/**
 * What an add does to a key that waits after a failure, and what a failure before the end of that wait means.
 *
 * - `"deadline"`: the first add after a failure makes the key ready at once, so that a repaired object runs soon. A
 *   failure before the deadline neither counts nor moves it, and each such failure doubles, as the limiter says, how
 *   long the next add waits; but never beyond the deadline. So events neither cause a storm of runs nor put the key to
 *   sleep.
 * - `"cut"`: an add makes the key ready at once, and each failure counts.
 * - `"keep"`: an add leaves the key waiting.
 */
export type BackoffRule = "deadline" | "cut" | "keep";

/** What holds for all keys of a queue while it is open. */
export interface QueuePolicy {
  /** What becomes of two payloads of one key. */
  readonly combine: Combine;
  /**
   * Whether waiting and needing work are one: an add for now takes what waits with it, and one for later is coalesced
   * into a key that needs work already. Otherwise the two are independent, as in client-go.
   */
  readonly merge: boolean;
  /** What an add does to a key that waits after a failure. Without `merge` there is no such rule. */
  readonly backoff: BackoffRule;
  /** How many milliseconds a key waits after a failure, given the failures before it. */
  readonly retryDelayMs: (failures: number) => number;
  /**
   * How many crashes in a row, without a run that ended between them, send a key to the failed set. The last run before
   * that is one alone: see `QueueStore.take`.
   */
  readonly maxCrashes: number;
}

/** Whether a key runs alone: its next crash sends it to the failed set. */
export function runsAlone(crashes: number, { maxCrashes }: Pick<QueuePolicy, "maxCrashes">): boolean {
  return crashes > 0 && crashes >= maxCrashes - 1;
}
