export { SqliteStore } from "./sqlite-store.ts";
export type { SqliteStoreOptions, SqliteStoreStats, WithinOptions } from "./options.ts";
export type {
  Connect,
  ConnectOptions,
  DriverName,
  Durability,
  MissingLog,
  SqliteDatabase,
  SqliteStatement,
  SqliteValue,
} from "@workset/sqlite-file";
