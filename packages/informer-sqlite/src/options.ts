import type { ObjectCodec } from "./codec.ts";

/**
 * What a save survives. `"power-loss"`: everything; each save waits for the disk. `"process-crash"`: the end of the
 * process; after a power cut the cache may be an older one, and handlers hear again what came since.
 */
export type Durability = "power-loss" | "process-crash";

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
   * The same for all caches of a file that are open at once.
   * @defaultValue "power-loss"
   */
  readonly durability?: Durability;
  /**
   * Hears that the file was damaged and was set aside; the cache starts empty, and the source is listed.
   * @defaultValue a warning of the process
   */
  readonly onDamaged?: (error: Error) => void;
}
