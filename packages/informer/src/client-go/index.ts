// Classes of client-go's `tools/cache` that an informer does not need, for programs that are ported from Go.
export { DeltaFIFO, type DeltaFIFOOptions, type KnownObjects } from "../deltas/delta-fifo.ts";
export { ExpirationCache, type ExpirationCacheOptions } from "./expiration-cache.ts";
export { MutationCache, type MutationCacheOptions, type MutationHandler } from "./mutation-cache.ts";
