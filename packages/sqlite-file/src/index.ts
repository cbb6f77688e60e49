export { SqliteFile, type OpenFileOptions } from "./sqlite-file.ts";
export { CallersDatabase, type CallersDatabaseOptions } from "./callers-database.ts";
export type { MissingLog } from "./check.ts";
export { driver, type Connect, type ConnectOptions, type DriverName } from "./driver.ts";
export { codeOf, isFailedSync, kindOf, sqliteError, storeErrorOf, type FaultKind } from "./faults.ts";
export type { FileFormat } from "./format.ts";
export { lacksCommits } from "./identity.ts";
export { checkedPath } from "./path.ts";
export { setAside } from "./set-aside.ts";
export { checkedDurability, type Durability } from "./settings.ts";
export {
  inTransaction,
  type SqliteDatabase,
  type SqliteStatement,
  type SqliteValue,
} from "./sqlite-database.ts";
