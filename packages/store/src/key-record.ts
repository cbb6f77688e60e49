import type { Payload } from "./payload.ts";

/** A run that was asked for. */
export interface Run {
  readonly payload: Payload;
  readonly priority: number;
  /** The wall time since which the run is wanted; of a run that waits, when it was first asked for. */
  readonly addedAt: number;
}

/** A run that is next by priority and then by `seq`. */
export interface ReadyRun extends Run {
  readonly seq: number;
}

/** A run that was handed out. */
export interface ProcessingRun extends Run {
  /** Greater than every earlier token of the store. */
  readonly token: number;
}

/** A run that is ready at `dueAt`; runs that are due at one instant follow in the order of `seq`. */
export interface WaitingRun extends Run {
  readonly dueAt: number;
  readonly seq: number;
}

/** A run that was given up. */
export interface FailedRun extends Run {
  readonly failedAt: number;
  readonly seq: number;
}

/** Until when a key waits after its last counted failure, and how many failures came before that instant. */
export interface Backoff {
  readonly until: number;
  readonly early: number;
}

/**
 * All that is known of one key. A key is ready, processing, waiting or failed; while it is processing it may need a
 * rerun, and in every state but the failed one it may wait as well.
 */
export interface KeyRecord {
  readonly key: string;
  readonly ready: ReadyRun | undefined;
  readonly processing: ProcessingRun | undefined;
  /** The run that follows the one that is processing. */
  readonly rerun: Run | undefined;
  readonly waiting: WaitingRun | undefined;
  readonly failed: FailedRun | undefined;
  /** Failures counted since the key was last forgotten. */
  readonly failures: number;
  /** Crashes in a row while the key was processing. */
  readonly crashes: number;
  /** Set from a counted failure until the failures are forgotten, where the queue's rule is `"deadline"`. */
  readonly backoff: Backoff | undefined;
}

/** The record of a key of which nothing is known. */
export function newRecord(key: string): KeyRecord {
  return {
    key,
    ready: undefined,
    processing: undefined,
    rerun: undefined,
    waiting: undefined,
    failed: undefined,
    failures: 0,
    crashes: 0,
    backoff: undefined,
  };
}

/** Whether the key is in no state. Its errors go; its failures stay until they are forgotten. */
export function isIdle({ ready, processing, waiting, failed }: KeyRecord): boolean {
  return (ready ?? processing ?? waiting ?? failed) === undefined;
}

/** Whether there is nothing left to know. */
export function isForgotten(record: KeyRecord): boolean {
  return record.failures === 0 && isIdle(record);
}

/** Whether the key is ready, or runs once more when it is released. */
export function needsWork({ ready, rerun }: KeyRecord): boolean {
  return (ready ?? rerun) !== undefined;
}
