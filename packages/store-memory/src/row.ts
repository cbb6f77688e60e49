import type { Combine, Failing, Payload, RecordedError, StoredState } from "@workset/store";
import type { Place } from "./ordered.ts";

/** A run that was asked for. */
export interface Run {
  readonly payload: Payload;
  readonly priority: number;
  /** The wall time since which it is wanted; while it waits, at which it was first asked for. */
  readonly addedAt: number;
}

/**
 * A run in one of the states, and its place there. The first number of the place is the priority turned round for a
 * ready key, the token for one in hand, the due time for a waiting one, and the time at which a failed one failed.
 */
export interface Entry extends Place {
  readonly row: Row;
  run: Run;
  /** Why it failed. */
  readonly error: Failing | undefined;
}

/** All that is known of one key: its run in each of the states, and what is counted and recorded of it. */
export interface Row extends Record<StoredState, Entry | undefined> {
  readonly key: string;
  /** The run that is to follow the one in hand. */
  next: Run | undefined;
  failures: number;
  crashes: number;
  /** The newest first. */
  errors: readonly RecordedError[];
}

/** The row of a key of which nothing is known. */
export function newRow(key: string): Row {
  return {
    key,
    ready: undefined,
    processing: undefined,
    waiting: undefined,
    failed: undefined,
    next: undefined,
    failures: 0,
    crashes: 0,
    errors: [],
  };
}

/** One run of two: a payload made of both, the higher priority, the time of the first. */
export function unite(present: Run, added: Run, combine: Combine): Run {
  return {
    payload: combine(present.payload, added.payload),
    priority: Math.max(present.priority, added.priority),
    addedAt: present.addedAt,
  };
}
