import type { Connect, DriverName, Durability } from "@workset/sqlite-file";
import type { ObjectCodec } from "./codec.ts";

/** How a cache is opened. */
export interface InformerCacheOptions<T> {
  /**
   * Tells the caches of one file apart. Another one starts empty: change it when the keys of the objects, the source or
   * what a transform leaves of them change.
   * @defaultValue "default"
   */
  readonly name?: string;
  /** @defaultValue JSON */
  readonly codec?: ObjectCodec<T>;
  /**
   * What a save survives. With `"process-crash"` the cache may be an older one after a power cut, and handlers hear again
   * what came since. The same for all caches of a file that are open at once.
   * @defaultValue "power-loss"
   */
  readonly durability?: Durability;
  /**
   * What opens the file: `"better-sqlite3"`, `"node:sqlite"`, or a function that returns a database with the methods of
   * better-sqlite3's.
   * @defaultValue better-sqlite3 where it is installed, `node:sqlite` where it is not
   */
  readonly driver?: DriverName | Connect;
  /**
   * How long to wait for another process that has the file to leave it, in milliseconds.
   * @defaultValue 0: a file that is in use is refused at once
   */
  readonly waitMs?: number;
  /** Ends the wait; the opening rejects with its reason. */
  readonly signal?: AbortSignal;
  /**
   * Hears that the file was damaged and was set aside; the cache starts empty, and the source is listed.
   * @defaultValue a warning of the process
   */
  readonly onDamaged?: (error: Error) => void;
}
