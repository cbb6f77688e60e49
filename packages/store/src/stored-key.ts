import type { Payload } from "./payload.ts";
import type { Failing } from "./claim.ts";

/** How many keys of a queue are in which state. A key in hand that also waits counts in both. */
export interface StoreCounts {
  readonly ready: number;
  /** Those that need to run again included. */
  readonly processing: number;
  readonly rerun: number;
  readonly waiting: number;
  readonly failed: number;
  /** Since when the key that is next in line is wanted; absent when none is ready. */
  readonly oldestReadyAt?: number;
}

/** The states that can be listed. */
export type StoredState = "ready" | "processing" | "waiting" | "failed";

/** Which keys to list. */
export interface KeyQuery {
  readonly state: StoredState;
  /** Only this key. */
  readonly key?: string;
  /** Only keys whose key, payload or newest error message contains this text. */
  readonly search?: string;
  /** Where the page before ended: its `next`. */
  readonly after?: string;
  /** At most so many. */
  readonly limit: number;
}

/** One key in a listing. */
export interface StoredKey {
  readonly key: string;
  /** The payload of the next run in this state; for a key in hand that is to run again, that of the next run. */
  readonly payload: Payload;
  readonly priority: number;
  readonly failures: number;
  readonly crashes: number;
  /** The wall time since which the run is wanted; waiting: when it was first asked for. */
  readonly addedAt: number;
  /** In hand: whether it is to run again. */
  readonly rerun?: boolean;
  /** Waiting: the instant at which it is due. */
  readonly dueAt?: number;
  /** Failed: when, and why. */
  readonly failedAt?: number;
  readonly error?: Failing;
}

/** A page of a listing. */
export interface KeyPage {
  readonly keys: readonly StoredKey[];
  /** Stands for the place where the page ended; absent on the last one. */
  readonly next?: string;
}

/** Which failed keys are meant: all conditions must hold; without any, all failed keys. */
export interface FailedFilter {
  readonly key?: string;
  /** Keys whose key, payload or newest error message contains this text. */
  readonly search?: string;
  /** Keys that failed before this instant. */
  readonly failedBefore?: number;
}

/** An error in the history of a key. */
export interface RecordedError extends Failing {
  /** The wall time. */
  readonly at: number;
  /** `"given-up"`: by its holder. `"crashed"`: it was in hand at too many crashes. */
  readonly kind: "given-up" | "crashed";
  readonly failures: number;
  readonly crashes: number;
}
