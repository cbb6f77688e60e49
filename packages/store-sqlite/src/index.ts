export { SqliteStore } from "./sqlite-store.ts";
export type { SqliteStoreOptions, SqliteStoreStats, WithinOptions } from "./options.ts";
export type { Connect, Durability } from "./open-database.ts";
export type { SqliteDatabase, SqliteStatement, SqliteValue } from "./sqlite-database.ts";
