import { checkedDuration, type Clock } from "@workset/clock";
import type { Connect, DriverName, Durability, MissingLog } from "@workset/sqlite-file";
import type { StoreStats } from "@workset/store";

/** How a store in the caller's database is opened. */
export interface WithinOptions {
  /**
   * The time by which a store that cannot write tries again.
   * @defaultValue the system's clock
   */
  readonly clock?: Clock;
  /**
   * How long a transaction that is open on the database, or another connection that holds its lock, may keep the store
   * from writing, in milliseconds. From then on that counts as a fault with the code `"blocked"`: adds are refused, the
   * queues report it, and all goes on when the transaction ends.
   * @defaultValue 10_000
   */
  readonly blockedMs?: number;
}

/** How a store in a file of its own is opened. */
export interface SqliteStoreOptions extends WithinOptions {
  /**
   * What an acknowledged verb survives; the weaker choice saves the wait for the disk.
   * @defaultValue "power-loss"
   */
  readonly durability?: Durability;
  /**
   * What opens the file: `"better-sqlite3"`, `"node:sqlite"`, or a function that returns a database with the methods of
   * better-sqlite3's and a busy timeout of zero.
   * @defaultValue better-sqlite3 where it is installed, `node:sqlite` where it is not
   */
  readonly driver?: DriverName | Connect;
  /**
   * How long to wait for another owner to leave, in milliseconds, as when a new release starts while the old one drains.
   * @defaultValue 0: a file that is in use is refused at once
   */
  readonly waitMs?: number;
  /** Ends the wait; the opening rejects with its reason. */
  readonly signal?: AbortSignal;
  /**
   * What to do when the last owner was killed and the log beside the file, which holds the newest commits, is gone or
   * damaged. `"accept"`: go on without what only the log held.
   * @defaultValue "refuse": a StoreError with the code `"corrupt"`
   */
  readonly missingLog?: MissingLog;
}

export function checkedBlockedMs(blockedMs: number = 10_000): number {
  return checkedDuration("blockedMs", blockedMs);
}

/** Numbers of a store, cheap to ask for at any time. The counts since the start never go down. */
export interface SqliteStoreStats extends StoreStats {
  /** Transactions that were committed. */
  readonly commits: number;
  /** Verbs they carried. */
  readonly verbs: number;
  /** How large the log beside the file (`-wal`) is, in bytes. */
  readonly logBytes: number;
}
