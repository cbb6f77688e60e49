import type { Payload } from "./payload.ts";

/** A key in hand, as its holder names it. The store honours it only while its token is the newest of the key. */
export interface Holding {
  readonly key: string;
  readonly token: number;
}

/** A key that was taken. */
export interface Claim extends Holding {
  readonly payload: Payload;
  readonly priority: number;
  /** Failures counted since the key was last forgotten. */
  readonly failures: number;
  /** Crashes in a row while the key was in hand: a run that is completed, retried or given up starts the count anew. */
  readonly crashes: number;
  /** The wall time since which the run is wanted: that of the first add, or when it became due if it had to wait. */
  readonly addedAt: number;
}

/**
 * How a claim ended. `"done"`: the key is gone. `"rerun"`: it needed to run again and is ready. `"waiting"`: it waits for
 * its time. `"ready"`: it was given back. `"failed"`: it is in the failed set. `"fenced"`: the claim was not the newest
 * of its key, and nothing was changed.
 */
export type Ending = "done" | "rerun" | "waiting" | "ready" | "failed" | "fenced";

/** Why a key was given up. */
export interface Failing {
  /** The error's name: `TypeError`. */
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}
