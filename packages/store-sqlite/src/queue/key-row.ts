import type { Payload } from "@workset/store";

/** Nothing needs the key now: it waits, or only its count of failures is kept. */
export const idle = 0;
/** The key is in line, or in hand if it is among those held. */
export const active = 1;
/** The key was given up on. */
export const failed = 2;

/** A row of `workset_keys`, with the names of its columns. */
export interface KeyRow {
  /** Zero before the row is written for the first time. */
  id: number;
  readonly key: string;
  state: number;
  rank: number;
  seq: number;
  added_at: number;
  failures: number;
  crashes: number;
  errors: number;
  failed_at: number | null;
  rerun: number;
  next_rank: number | null;
  next_added_at: number | null;
  due_at: number | null;
  wait_seq: number | null;
  wait_rank: number | null;
  wait_added_at: number | null;
  payload: Payload;
  next_payload: Payload;
  wait_payload: Payload;
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
  "payload",
  "next_payload",
  "wait_payload",
] as const satisfies readonly (keyof KeyRow)[];

export const selectRow: string = `SELECT id, key, ${written.join(", ")} FROM workset_keys`;
export const updateRow: string = `UPDATE workset_keys SET ${written.map((column) => `${column} = ?`).join(", ")} WHERE id = ?`;
export const insertRow: string = `INSERT INTO workset_keys (${written.join(", ")}, queue, key) VALUES (${written.map(() => "?").join(", ")}, ?, ?)`;

/** The values of a row, as {@link insertRow} and {@link updateRow} want them first. */
export function valuesOf(row: KeyRow): (string | number | null)[] {
  return written.map((column) => row[column]);
}

/** A row for a key that has none, to be filled in and written. */
export function freshRow(key: string): KeyRow {
  return {
    id: 0,
    key,
    state: idle,
    rank: 0,
    seq: 0,
    added_at: 0,
    failures: 0,
    crashes: 0,
    errors: 0,
    failed_at: null,
    rerun: 0,
    next_rank: null,
    next_added_at: null,
    due_at: null,
    wait_seq: null,
    wait_rank: null,
    wait_added_at: null,
    payload: null,
    next_payload: null,
    wait_payload: null,
  };
}
