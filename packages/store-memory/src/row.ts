import type { DueSlot } from "@workset/clock";
import type { Failing, Payload, RecordedError } from "@workset/store";

/** A run that was asked for. */
export interface Run {
  payload: Payload;
  priority: number;
  /** The wall time at which it was first asked for. */
  readonly addedAt: number;
}

/** All that is known of one key. A row without any of its parts, and without failures or errors to keep, is dropped. */
export interface Row {
  readonly key: string;
  /** The run that is wanted: ready in line, or to follow the one in hand. */
  next: Run | undefined;
  /** Where the row stands in line; only while it is ready. */
  place: DueSlot;
  /** The run in hand. */
  held: (Run & { readonly token: number }) | undefined;
  /** The run that waits for its time, and where it stands among those that wait. */
  waiting: (Run & { readonly slot: DueSlot }) | undefined;
  /** The run that was given up. */
  failed: (Run & { readonly at: number; readonly error: Failing }) | undefined;
  failures: number;
  crashes: number;
  /** The newest first. */
  errors: RecordedError[];
}

export function newRow(key: string): Row {
  return {
    key,
    next: undefined,
    place: 0,
    held: undefined,
    waiting: undefined,
    failed: undefined,
    failures: 0,
    crashes: 0,
    errors: [],
  };
}
