import type { KeyRecord, Payload, Run } from "@workset/store";

/** No run is ready or processing: the key waits, or only its failures are kept. */
export const idle = 0;
/** The key is ready, or processing if it is among those that are held. */
const active = 1;
/** The key is in the failed set. */
const failed = 2;

/** A row of `workset_keys`, with the names of its columns. Ranks are negated priorities. */
export interface KeyRow {
  readonly id: number;
  readonly key: string;
  readonly state: number;
  readonly rank: number;
  readonly seq: number;
  readonly added_at: number;
  readonly failures: number;
  readonly crashes: number;
  readonly errors: number;
  readonly failed_at: number | null;
  readonly rerun: number;
  readonly next_rank: number | null;
  readonly next_added_at: number | null;
  readonly due_at: number | null;
  readonly wait_seq: number | null;
  readonly wait_rank: number | null;
  readonly wait_added_at: number | null;
  readonly backoff_until: number | null;
  readonly early: number;
  readonly payload: Payload;
  readonly next_payload: Payload;
  readonly wait_payload: Payload;
}

/** The columns that a row may change, in the order in which they are written. */
const written = [
  "state",
  "rank",
  "seq",
  "added_at",
  "failures",
  "crashes",
  "errors",
  "failed_at",
  "rerun",
  "next_rank",
  "next_added_at",
  "due_at",
  "wait_seq",
  "wait_rank",
  "wait_added_at",
  "backoff_until",
  "early",
  "payload",
  "next_payload",
  "wait_payload",
] as const satisfies readonly (keyof KeyRow)[];

export const selectRow: string = `SELECT id, key, ${written.join(", ")} FROM workset_keys`;
export const updateRow: string = `UPDATE workset_keys SET ${written.map((column) => `${column} = ?`).join(", ")} WHERE id = ?`;
export const insertRow: string = `INSERT INTO workset_keys (${written.join(", ")}, queue, key) VALUES (${written.map(() => "?").join(", ")}, ?, ?)`;

/** The record of a row; `token` is that of its claim, where it is held. */
export function recordOf(row: KeyRow, token: number | undefined): KeyRecord {
  const { key, state, seq, failures, crashes, backoff_until: until, early } = row;
  const run = { payload: row.payload, priority: 0 - row.rank, addedAt: row.added_at };
  return {
    key,
    ready: state === active && token === undefined ? { ...run, seq } : undefined,
    processing: token === undefined ? undefined : { ...run, token },
    rerun:
      row.rerun === 1
        ? { payload: row.next_payload, priority: 0 - row.next_rank!, addedAt: row.next_added_at! }
        : undefined,
    waiting:
      row.due_at === null
        ? undefined
        : {
            payload: row.wait_payload,
            priority: 0 - row.wait_rank!,
            addedAt: row.wait_added_at!,
            dueAt: row.due_at,
            seq: row.wait_seq!,
          },
    failed: state === failed ? { ...run, failedAt: row.failed_at!, seq } : undefined,
    failures,
    crashes,
    backoff: until === null ? undefined : { until, early },
  };
}

const nothing: Run & { readonly seq: number } = { payload: null, priority: 0, addedAt: 0, seq: 0 };

/** The values of a record with this number of errors, as {@link insertRow} and {@link updateRow} want them first. */
export function valuesOf(record: KeyRecord, errors: number): (string | number | null)[] {
  const { ready, processing, rerun, waiting, backoff, failures, crashes } = record;
  const run = ready ?? record.failed ?? (processing && { ...processing, seq: 0 }) ?? nothing;
  return [
    (ready ?? processing) ? active : record.failed ? failed : idle,
    0 - run.priority,
    run.seq,
    run.addedAt,
    failures,
    crashes,
    errors,
    record.failed?.failedAt ?? null,
    rerun ? 1 : 0,
    rerun ? 0 - rerun.priority : null,
    rerun?.addedAt ?? null,
    waiting?.dueAt ?? null,
    waiting?.seq ?? null,
    waiting ? 0 - waiting.priority : null,
    waiting?.addedAt ?? null,
    backoff?.until ?? null,
    backoff?.early ?? 0,
    run.payload,
    rerun?.payload ?? null,
    waiting?.payload ?? null,
  ];
}
