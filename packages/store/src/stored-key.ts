import type { Payload } from "./payload.ts";
import type { RecordedError } from "./release.ts";

/** The states of a key that can be counted and listed. */
export type StoredState = "ready" | "processing" | "waiting" | "failed";

/** The number of keys in each state. A key that is processing and also waits counts in both. */
export interface StoreCounts {
  readonly ready: number;
  /** Those that need a rerun included. */
  readonly processing: number;
  readonly rerun: number;
  readonly waiting: number;
  readonly failed: number;
  /** Since when the next key is wanted; absent when none is ready. */
  readonly oldestReadyAt?: number;
}

/** Which keys to list. */
export interface KeyQuery {
  readonly state: StoredState;
  /** Only keys whose key, payload or newest error message contains this text. */
  readonly search?: string;
  /** The `next` of the page before. */
  readonly after?: string;
  /** The largest number of keys on the page. */
  readonly limit: number;
}

/** One key in a listing. */
export interface StoredKey {
  readonly key: string;
  /** The payload of the run in this state; of a processing key that needs a rerun, the payload of the rerun. */
  readonly payload: Payload;
  readonly priority: number;
  readonly failures: number;
  readonly crashes: number;
  /** The wall time since which the run is wanted; of a run that waits, when it was first asked for. */
  readonly addedAt: number;
  /** The newest error of the key, if it has one. */
  readonly lastError?: RecordedError;
  /** Of a processing key: whether it needs a rerun. */
  readonly rerun?: boolean;
  /** Of a waiting key: the instant at which it is due. */
  readonly dueAt?: number;
  /** Of a failed key: when it failed. */
  readonly failedAt?: number;
}

/** A page of a listing. */
export interface KeyPage {
  readonly keys: readonly StoredKey[];
  /** Where the next page begins; absent on the last page. */
  readonly next?: string;
}

/** Which failed keys are meant. All conditions must hold; `{ all: true }` means all failed keys. */
export interface FailedFilter {
  readonly all?: true;
  readonly key?: string;
  /** Keys whose key, payload or newest error message contains this text. */
  readonly search?: string;
  /** Keys that failed before this instant. */
  readonly failedBefore?: number;
}

/** A queue in a store, open or not. */
export interface StoredQueue {
  readonly name: string;
  readonly ready: number;
  readonly processing: number;
  readonly waiting: number;
  readonly failed: number;
}
