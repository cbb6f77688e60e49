import type { FailedFilter } from "@workset/store";
import { leaveFailed } from "./adding.ts";
import { type KeyRow, selectRow } from "./key-row.ts";
import { newestError } from "./listing.ts";
import type { QueueKeys } from "./queue-keys.ts";
import type { SqliteDatabase, SqliteValue } from "@workset/sqlite-file";

function selected(database: SqliteDatabase, keys: QueueKeys, filter: FailedFilter): KeyRow[] {
  const { key, search, failedBefore } = filter;
  const values: SqliteValue[] = [keys.queue];
  let where = "queue = ? AND state = 2";
  if (key !== undefined) {
    where += " AND key = ?";
    values.push(key);
  }
  if (search !== undefined) {
    where += ` AND (instr(key, ?) OR instr(payload, ?) OR instr((${newestError("workset_keys.id")}), ?))`;
    values.push(search, search, search);
  }
  if (failedBefore !== undefined) {
    where += " AND failed_at < ?";
    values.push(failedBefore);
  }
  const statement = database
    .prepare(`${selectRow} WHERE ${where} ORDER BY failed_at, seq`)
    .safeIntegers(false);
  return statement.all(...values) as KeyRow[];
}

export function replay(database: SqliteDatabase, keys: QueueKeys, filter: FailedFilter, now: number): number {
  const rows = selected(database, keys, filter);
  for (const row of rows) {
    const { payload } = row;
    leaveFailed(keys, row);
    row.failures = 0;
    keys.activate(row, payload, row.rank, now);
  }
  return rows.length;
}

export function purge(database: SqliteDatabase, keys: QueueKeys, filter: FailedFilter): number {
  const rows = selected(database, keys, filter);
  for (const row of rows) keys.remove(row);
  keys.count(0, 0, -rows.length);
  return rows.length;
}
