import { insertRow, selectRow, updateRow } from "../queue/key-row.ts";
import type { SqliteDatabase, SqliteStatement } from "@workset/sqlite-file";

type Command =
  | "begin"
  | "commit"
  | "rollback"
  | "setMeta"
  | "addQueue"
  | "setCounts"
  | "insertReady"
  | "insert"
  | "write"
  | "wake"
  | "shiftDueTimes"
  | "remove"
  | "join"
  | "leave"
  | "leaveUpTo"
  | "hold"
  | "release"
  | "addError"
  | "trimErrors"
  | "removeErrors"
  | "dropErrors"
  | "dropLine"
  | "dropHeld"
  | "dropKeys"
  | "dropQueue";

type Query = "queues" | "queue" | "find" | "read" | "head" | "held" | "due" | "errors";

/** Queries for one column. */
type Lookup = "meta" | "stamp" | "changes" | "oldest" | "nextDue";

/** The statements of the store, each prepared once. */
export type Statements = Readonly<Record<Command | Query | Lookup, SqliteStatement>>;

const commands: Readonly<Record<Command, string>> = {
  begin: "BEGIN IMMEDIATE",
  commit: "COMMIT",
  rollback: "ROLLBACK",

  setMeta: "UPDATE workset_meta SET value = ? WHERE name = ?",
  addQueue: "INSERT INTO workset_queues (name) VALUES (?) ON CONFLICT DO NOTHING",
  setCounts: "UPDATE workset_queues SET ready = ?, waiting = ?, failed = ?, stamp = ? WHERE id = ?",

  insertReady: `INSERT INTO workset_keys (queue, key, state, rank, seq, added_at, payload)
    VALUES (?, ?, 1, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  insert: insertRow,
  write: updateRow,
  wake: `UPDATE workset_keys SET state = 1, rank = wait_rank, seq = ?, added_at = due_at, payload = wait_payload,
    due_at = NULL, wait_seq = NULL, wait_rank = NULL, wait_added_at = NULL, wait_payload = NULL WHERE id = ?`,
  shiftDueTimes: `UPDATE workset_keys SET due_at = due_at + ?, backoff_until = backoff_until + ?
    WHERE queue = ? AND (due_at IS NOT NULL OR backoff_until IS NOT NULL)`,
  remove: "DELETE FROM workset_keys WHERE id = ?",

  join: "INSERT INTO workset_line VALUES (?, ?, ?, ?)",
  leave: "DELETE FROM workset_line WHERE queue = ? AND rank = ? AND seq = ?",
  leaveUpTo: "DELETE FROM workset_line WHERE queue = ? AND rank = ? AND seq <= ?",

  hold: "INSERT INTO workset_held VALUES (?, ?, ?)",
  release: "DELETE FROM workset_held WHERE token = ?",

  addError: `INSERT INTO workset_errors (key_id, at, kind, name, message, stack, failures, crashes)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  trimErrors: `DELETE FROM workset_errors WHERE id IN
    (SELECT id FROM workset_errors WHERE key_id = ? ORDER BY id DESC LIMIT -1 OFFSET 10)`,
  removeErrors: "DELETE FROM workset_errors WHERE key_id = ?",

  dropErrors: "DELETE FROM workset_errors WHERE key_id IN (SELECT id FROM workset_keys WHERE queue = ?)",
  dropLine: "DELETE FROM workset_line WHERE queue = ?",
  dropHeld: "DELETE FROM workset_held WHERE queue = ?",
  dropKeys: "DELETE FROM workset_keys WHERE queue = ?",
  dropQueue: "DELETE FROM workset_queues WHERE id = ?",
};

/** What outlives a run in a row: with none of it, the row of a completed key goes without being read. */
const plain = "k.rerun = 0 AND k.failures = 0 AND k.due_at IS NULL AND k.errors = 0";

/*
 * The plus in `+?` keeps SQLite from planning anew for each value: with a bare parameter in an ordered query it prepares the
 * statement again at every call, which costs ten times the query itself.
 */
const queries: Readonly<Record<Query, string>> = {
  queues: `SELECT name, ready, (SELECT count(*) FROM workset_held WHERE queue = q.id) AS processing, waiting, failed
    FROM workset_queues q ORDER BY name`,
  queue: "SELECT id, ready, waiting, failed FROM workset_queues WHERE name = ?",
  find: `${selectRow} WHERE queue = ? AND key = ?`,
  read: `${selectRow} WHERE id = ?`,
  head: `SELECT k.id, k.key, k.payload, l.rank, l.seq, k.failures, k.crashes, k.added_at, ${plain} AS plain
    FROM workset_line l CROSS JOIN workset_keys k ON k.id = l.id
    WHERE l.queue = +? ORDER BY l.rank, l.seq LIMIT +?`,
  held: `SELECT h.token, k.id, k.key, k.rerun, k.crashes, ${plain} AS plain
    FROM workset_held h CROSS JOIN workset_keys k ON k.id = h.id WHERE h.queue = +? ORDER BY h.token`,
  due: `SELECT id, state, wait_rank FROM workset_keys
    WHERE queue = +? AND due_at <= +? ORDER BY due_at, wait_seq LIMIT +?`,
  errors: `SELECT at, kind, name, message, stack, failures, crashes FROM workset_errors
    WHERE key_id = ? ORDER BY id DESC`,
};

const lookups: Readonly<Record<Lookup, string>> = {
  meta: "SELECT value FROM workset_meta WHERE name = ?",
  stamp: `SELECT max(value, coalesce((SELECT max(stamp) FROM workset_queues), 0)) FROM workset_meta
    WHERE name = 'commits'`,
  changes: "SELECT total_changes()",
  oldest: `SELECT k.added_at FROM workset_line l CROSS JOIN workset_keys k ON k.id = l.id
    WHERE l.queue = +? ORDER BY l.rank, l.seq LIMIT 1`,
  nextDue: "SELECT due_at FROM workset_keys WHERE queue = +? AND due_at IS NOT NULL ORDER BY due_at LIMIT 1",
};

export function prepareStatements(database: SqliteDatabase): Statements {
  const prepare = (sql: string): SqliteStatement => database.prepare(sql);
  return {
    ...mapped(commands, prepare),
    ...mapped(queries, (sql) => prepare(sql).safeIntegers(false)),
    ...mapped(lookups, (sql) => prepare(sql).safeIntegers(false).pluck(true)),
  };
}

function mapped<K extends string>(
  texts: Readonly<Record<K, string>>,
  prepare: (sql: string) => SqliteStatement,
): Record<K, SqliteStatement> {
  const entries = Object.entries<string>(texts).map(([name, sql]) => [name, prepare(sql)]);
  return Object.fromEntries(entries) as Record<K, SqliteStatement>;
}
