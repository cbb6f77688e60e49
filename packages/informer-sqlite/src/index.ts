export { openInformerCache } from "./open-informer-cache.ts";
export type { Durability, InformerCacheOptions } from "./options.ts";
export { jsonCodec, type ObjectCodec } from "./codec.ts";
export { CacheFileError, type CacheFileErrorCode } from "./cache-file-error.ts";
