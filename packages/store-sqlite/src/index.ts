export { SqliteStore } from "./sqlite-store.ts";
export type { SqliteStoreOptions, SqliteStoreStats, WithinOptions } from "./options.ts";
export type { Connect, Durability } from "./file/open-database.ts";
export type { SqliteDatabase, SqliteStatement, SqliteValue } from "./file/sqlite-database.ts";
