import type { Payload } from "./payload.ts";

/** A claim, as its owner names it. The store honours it only while its token is the newest of the key. */
export interface ClaimRef {
  readonly key: string;
  readonly token: number;
}

/** The store's record of a key that was handed out. */
export interface Claim extends ClaimRef {
  readonly payload: Payload;
  readonly priority: number;
  /** Failures counted since the key was last forgotten. */
  readonly failures: number;
  /** Crashes in a row while the key was processing: a run that is released starts the count anew. */
  readonly crashes: number;
  /** The wall time since which the run is wanted: that of the first add, or when it became due if it had to wait. */
  readonly addedAt: number;
}
