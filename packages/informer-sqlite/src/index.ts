export { openInformerCache } from "./open-informer-cache.ts";
export type { InformerCacheOptions } from "./options.ts";
export { jsonCodec, type ObjectCodec } from "./codec.ts";
export type { Connect, ConnectOptions, DriverName, Durability } from "@workset/sqlite-file";
