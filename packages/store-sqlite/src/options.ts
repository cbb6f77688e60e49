import type { Clock } from "@workset/clock";
import type { StoreStats } from "@workset/store";
import type { Connect, Durability } from "./file/open-database.ts";

/** How a store in a file of its own is opened. */
export interface SqliteStoreOptions {
  /**
   * What an acknowledged verb survives; the weaker choice saves the wait for the disk.
   * @defaultValue "power-loss"
   */
  readonly durability?: Durability;
  /**
   * The time by which a store that can not write tries again.
   * @defaultValue the system's clock
   */
  readonly clock?: Clock;
  /**
   * Opens the file. Whatever it returns must be as better-sqlite3 is, with a busy timeout of zero.
   * @defaultValue better-sqlite3
   */
  readonly connect?: Connect;
}

/** How a store in the caller's database is opened. */
export interface WithinOptions {
  /**
   * The time by which a store that can not write tries again.
   * @defaultValue the system's clock
   */
  readonly clock?: Clock;
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
