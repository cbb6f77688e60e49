import type { HeldLease } from "./held-lease.ts";

/**
 * All that a queue knows of one key. There is an entry as long as the key needs work or is in hand:
 * dirty and not leased is ready, leased and not dirty is in hand, both is in hand and due to run again.
 */
export interface Entry<T> {
  readonly key: string;
  /** The item of the next run; while the key is in hand and not dirty, that of the present one. */
  item: T;
  /** The priority of the next run. */
  priority: number;
  /** When the next run was first asked for; 0 when nobody measures. */
  addedAt: number;
  /** Needs work. */
  dirty: boolean;
  /** Who holds the key. */
  lease: HeldLease<T> | undefined;
  /** Neighbours in line, while ready. */
  before: Entry<T> | undefined;
  after: Entry<T> | undefined;
}
