import { checkedFailedFilter, transitions, type FailedFilter } from "@workset/store";
import { newestError } from "./listing.ts";
import type { QueueRows } from "./queue-rows.ts";
import type { SqliteDatabase, SqliteValue } from "@workset/sqlite-file";

/** The rows that a filter means, the first to fail first. */
function selected(database: SqliteDatabase, rows: QueueRows, filter: FailedFilter): number[] {
  const { key, search, failedBefore } = filter;
  const values: SqliteValue[] = [rows.queue];
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
  return database
    .prepare(`SELECT id FROM workset_keys WHERE ${where} ORDER BY failed_at, seq`)
    .safeIntegers(false)
    .pluck(true)
    .all(...values) as number[];
}

export function replay(database: SqliteDatabase, rows: QueueRows, filter: FailedFilter, now: number): number {
  const ids = selected(database, rows, filter);
  for (const id of ids) {
    const found = rows.read(id);
    rows.put(found, transitions.replay(found.record, rows.at(now)));
  }
  return ids.length;
}

export function purge(database: SqliteDatabase, rows: QueueRows, filter: FailedFilter): number {
  const ids = selected(database, rows, filter);
  for (const id of ids) {
    const found = rows.read(id);
    rows.put(found, transitions.purge(found.record));
  }
  return ids.length;
}

/** Why a filter is refused; `undefined` when it has a meaning. */
export function filterFault(filter: FailedFilter): unknown {
  try {
    checkedFailedFilter(filter);
    return undefined;
  } catch (error) {
    return error;
  }
}
