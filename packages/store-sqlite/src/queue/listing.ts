import type { KeyPage, KeyQuery, RecordedError, StoredKey, StoredState } from "@workset/store";
import type { QueueRows } from "./queue-rows.ts";
import type { SqliteDatabase, SqliteValue } from "@workset/sqlite-file";

/** The message of the newest error of a key, as an expression. */
export function newestError(id: string): string {
  return `SELECT message FROM workset_errors e WHERE e.key_id = ${id} ORDER BY e.id DESC LIMIT 1`;
}

interface Listing {
  /** The tables that hold the keys of this state; their queue is the first value. */
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
  readonly id: number;
  readonly key: string;
  readonly payload: string | null;
  readonly rank: number;
  readonly added_at: number;
  readonly failures: number;
  readonly crashes: number;
  readonly errors: number;
  readonly rerun: number;
  readonly due_at: number | null;
  readonly failed_at: number | null;
}

/** A page of the keys of one state. */
export function list(database: SqliteDatabase, rows: QueueRows, query: KeyQuery): KeyPage {
  const { from, order, payload, rank, addedAt } = listings[query.state];
  const [first, second] = order;
  const values: SqliteValue[] = [rows.queue];
  let where = from;
  if (query.search !== undefined) {
    where += ` AND (instr(k.key, ?) OR instr(${payload}, ?) OR instr((${newestError("k.id")}), ?))`;
    values.push(query.search, query.search, query.search);
  }
  if (query.after !== undefined) {
    where += ` AND (${first}, ${second}) > (?, ?)`;
    values.push(...query.after.split(" ").map(Number));
  }
  const listed = database
    .prepare(
      `SELECT ${first} AS first, ${second} AS second, k.id, k.key, ${payload} AS payload, ${rank} AS rank,
        ${addedAt} AS added_at, k.failures, k.crashes, k.errors, k.rerun, k.due_at, k.failed_at
      FROM ${where} ORDER BY ${first}, ${second} LIMIT ?`,
    )
    .safeIntegers(false)
    .all(...values, query.limit + 1) as ListedRow[];
  const isLast = listed.length <= query.limit;
  if (!isLast) listed.pop();
  const last = listed.at(-1);
  const keys = listed.map((row) => storedKey(rows, row, query.state));
  return last && !isLast ? { keys, next: `${last.first} ${last.second}` } : { keys };
}

function storedKey(rows: QueueRows, row: ListedRow, state: StoredState): StoredKey {
  const { key, payload, failures, crashes } = row;
  const [lastError] = row.errors > 0 ? errorsOf(rows, row.id) : [];
  return {
    key,
    payload,
    priority: 0 - row.rank,
    failures,
    crashes,
    addedAt: row.added_at,
    ...(lastError && { lastError }),
    ...(state === "processing" && { rerun: row.rerun === 1 }),
    ...(state === "waiting" && { dueAt: row.due_at! }),
    ...(state === "failed" && { failedAt: row.failed_at! }),
  };
}

function errorsOf(rows: QueueRows, id: number): RecordedError[] {
  const errors = rows.statements.errors.all(id) as (RecordedError & { stack: string | null })[];
  return errors.map(({ stack, ...error }) => (stack === null ? error : { ...error, stack }));
}

/** The errors of a key, the newest first. */
export function recordedErrors(rows: QueueRows, key: string): RecordedError[] {
  const { id, errors } = rows.find(key);
  return errors === 0 ? [] : errorsOf(rows, id);
}
