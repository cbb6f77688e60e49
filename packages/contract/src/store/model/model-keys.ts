import type { Backoff, Payload, RecordedError, StoredState } from "@workset/store";

/** A run of a key that was asked for. */
export interface ModelRun {
  readonly key: string;
  readonly payload: Payload;
  readonly priority: number;
  readonly addedAt: number;
}

/** A run in one of the lists. */
export interface ModelEntry extends ModelRun {
  /**
   * What its list is ordered by: the first number, and where that is equal the second. The first is the negated
   * priority of a ready key, the token of a processing one, the due time of a waiting one, the time of failure of a failed one.
   */
  readonly position: readonly [number, number];
}

/** All that is known of the keys of a queue, as plain data. It outlives the queue that is open on it. */
export class ModelKeys {
  readonly lists: Record<StoredState, ModelEntry[]> = { ready: [], processing: [], waiting: [], failed: [] };
  /** The next runs of processing keys. */
  readonly rerun: ModelRun[] = [];
  readonly failures: Map<string, number> = new Map();
  readonly crashes: Map<string, number> = new Map();
  /** The deadlines of counted failures. */
  readonly backoffs: Map<string, Backoff> = new Map();
  readonly errors: Map<string, RecordedError[]> = new Map();
  lastToken = 0;
  lastPosition = 0;
}

/** Whether the one place comes before the other. */
export function isBefore(one: ModelEntry["position"], other: ModelEntry["position"]): boolean {
  return one[0] < other[0] || (one[0] === other[0] && one[1] < other[1]);
}

/** Puts an entry where it belongs. */
export function insert(list: ModelEntry[], entry: ModelEntry): void {
  const before = list.filter(({ position }) => isBefore(position, entry.position)).length;
  list.splice(before, 0, entry);
}
