import type { KeyPage, KeyQuery, RecordedError, StoredKey, StoredState } from "@workset/store";
import { active, failed } from "./key-row.ts";
import type { QueueKeys } from "./queue-keys.ts";
import type { SqliteDatabase, SqliteValue } from "@workset/sqlite-file";

/** The message of the newest error of a key, as an expression. */
export function newestError(id: string): string {
  return `SELECT message FROM workset_errors e WHERE e.key_id = ${id} ORDER BY e.id DESC LIMIT 1`;
}

interface Listing {
  /** Where the keys of this state stand, with their queue as the first value. */
  readonly from: string;
  /** The columns by which they are ordered: two, or one that is unique. */
  readonly order: readonly [string, string];
  readonly payload: string;
  readonly rank: string;
  readonly addedAt: string;
}

const own = { payload: "k.payload", rank: "k.rank", addedAt: "k.added_at" };
const next = (column: string): string => `CASE WHEN k.rerun THEN k.next_${column} ELSE k.${column} END`;

const listings: Readonly<Record<StoredState, Listing>> = {
  ready: {
    from: "workset_line l CROSS JOIN workset_keys k ON k.id = l.id WHERE l.queue = ?",
    order: ["l.rank", "l.seq"],
    ...own,
  },
  processing: {
    from: "workset_held l CROSS JOIN workset_keys k ON k.id = l.id WHERE l.queue = ?",
    order: ["l.token", "l.id"],
    payload: next("payload"),
    rank: next("rank"),
    addedAt: next("added_at"),
  },
  waiting: {
    from: "workset_keys k WHERE k.queue = ? AND k.due_at IS NOT NULL",
    order: ["k.due_at", "k.wait_seq"],
    payload: "k.wait_payload",
    rank: "k.wait_rank",
    addedAt: "k.wait_added_at",
  },
  failed: {
    from: "workset_keys k WHERE k.queue = ? AND k.state = 2",
    order: ["k.failed_at", "k.seq"],
    ...own,
  },
};

interface ListedRow {
  readonly first: number;
  readonly second: number;
  readonly key: string;
  readonly payload: string | null;
  readonly rank: number;
  readonly added_at: number;
  readonly failures: number;
  readonly crashes: number;
  readonly rerun: number;
  readonly due_at: number | null;
  readonly failed_at: number | null;
  readonly error_name: string | null;
  readonly error_message: string;
  readonly error_stack: string | null;
}

/** A page of the keys of one state. */
export function list(database: SqliteDatabase, keys: QueueKeys, query: KeyQuery): KeyPage {
  const { from, order, payload, rank, addedAt } = listings[query.state];
  const [first, second] = order;
  const values: SqliteValue[] = [keys.queue];
  let where = from;
  if (query.key !== undefined) {
    const place = placeOf(keys, query.key, query.state);
    if (!place) return { keys: [] };
    where += ` AND ${first} = ? AND ${second} = ?`;
    values.push(...place);
  }
  if (query.search !== undefined) {
    where += ` AND (instr(k.key, ?) OR instr(${payload}, ?) OR instr((${newestError("k.id")}), ?))`;
    values.push(query.search, query.search, query.search);
  }
  if (query.after !== undefined) {
    where += ` AND (${first}, ${second}) > (?, ?)`;
    values.push(...query.after.split(" ").map(Number));
  }
  const newest = query.state === "failed";
  const rows = database
    .prepare(
      `SELECT ${first} AS first, ${second} AS second, k.key, ${payload} AS payload, ${rank} AS rank,
        ${addedAt} AS added_at, k.failures, k.crashes, k.rerun, k.due_at, k.failed_at,
        ${newest ? "n.name" : "NULL"} AS error_name, ${newest ? "n.message" : "NULL"} AS error_message,
        ${newest ? "n.stack" : "NULL"} AS error_stack
      FROM ${newest ? withNewestError(where) : where}
      ORDER BY ${first}, ${second} LIMIT ?`,
    )
    .safeIntegers(false)
    .all(...values, query.limit + 1) as ListedRow[];
  if (rows.length <= query.limit) return { keys: rows.map((row) => storedKey(row, query.state)) };
  rows.pop();
  const last = rows.at(-1);
  const page = rows.map((row) => storedKey(row, query.state));
  return last ? { keys: page, next: `${last.first} ${last.second}` } : { keys: page };
}

/** Where in the listing of a state a key stands, if it does. */
function placeOf(keys: QueueKeys, key: string, state: StoredState): readonly [number, number] | undefined {
  const row = keys.find(key);
  if (!row) return undefined;
  const held = keys.held.get(key);
  if (state === "processing") return held && [held.token, held.id];
  if (state === "waiting") return row.due_at === null ? undefined : [row.due_at, row.wait_seq!];
  if (state === "failed") return row.state === failed ? [row.failed_at!, row.seq] : undefined;
  return row.state === active && !held ? [row.rank, row.seq] : undefined;
}

function withNewestError(where: string): string {
  const join = `LEFT JOIN workset_errors n
    ON n.id = (SELECT max(e.id) FROM workset_errors e WHERE e.key_id = k.id)`;
  return where.replace(" WHERE ", ` ${join} WHERE `);
}

function storedKey(row: ListedRow, state: StoredState): StoredKey {
  const { key, payload, failures, crashes } = row;
  const stored = { key, payload, priority: 0 - row.rank, failures, crashes, addedAt: row.added_at };
  if (state === "processing") return { ...stored, rerun: row.rerun === 1 };
  if (state === "waiting") return { ...stored, dueAt: row.due_at! };
  if (state === "ready") return stored;
  const failedAt = row.failed_at!;
  if (row.error_name === null) return { ...stored, failedAt };
  const error = { name: row.error_name, message: row.error_message };
  const { error_stack: stack } = row;
  return { ...stored, failedAt, error: stack === null ? error : { ...error, stack } };
}

/** The errors of a key, the newest first. */
export function recordedErrors(keys: QueueKeys, key: string): RecordedError[] {
  const row = keys.find(key);
  if (!row || row.errors === 0) return [];
  const errors = keys.statements.errors.all(row.id) as (RecordedError & { stack: string | null })[];
  return errors.map(({ stack, ...error }) => (stack === null ? error : { ...error, stack }));
}
