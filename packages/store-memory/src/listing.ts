import type { KeyPage, KeyQuery, Payload, StoredKey } from "@workset/store";
import type { Row } from "./row.ts";
import type { Rows } from "./rows.ts";

/** A page of the rows in one state. The cursor is how many were passed over: right as long as nothing moves. */
export function listPage(rows: Rows, { state, key, search, after, limit }: KeyQuery): KeyPage {
  const only =
    key === undefined ? inState(rows, state) : inState(rows, state).filter((row) => row.key === key);
  const listed = only
    .map((row) => storedKey(rows, row, state))
    .filter(({ row, stored }) => matches(row, stored.payload, search));
  const from = after === undefined ? 0 : Number(after);
  const keys = listed.slice(from, from + limit).map(({ stored }) => stored);
  return from + limit < listed.length ? { keys, next: String(from + limit) } : { keys };
}

/** Whether the key, a payload or the newest error of a row contains the text. */
export function matches(row: Row, payload: Payload, search: string | undefined): boolean {
  if (search === undefined) return true;
  return [row.key, payload, row.errors[0]?.message].some((text) => text?.includes(search));
}

function inState(rows: Rows, state: KeyQuery["state"]): Row[] {
  switch (state) {
    case "ready":
      return rows.line.inOrder();
    case "in-hand":
      return [...rows.held.values()];
    case "waiting":
      return rows.due.inOrder();
    case "failed":
      return [...rows.failed];
  }
}

function storedKey(rows: Rows, row: Row, state: KeyQuery["state"]): { row: Row; stored: StoredKey } {
  const { key, failures, crashes } = row;
  const { payload, priority, addedAt } = run(row, state);
  const known = { key, payload, priority, failures, crashes, addedAt };
  switch (state) {
    case "ready":
      return { row, stored: known };
    case "in-hand":
      return { row, stored: row.next ? { ...known, rerun: true } : known };
    case "waiting":
      return { row, stored: { ...known, dueAt: rows.due.dueAt(row.waiting!.slot) } };
    case "failed":
      return { row, stored: { ...known, failedAt: row.failed!.at, error: row.failed!.error } };
  }
}

function run(row: Row, state: KeyQuery["state"]): { payload: Payload; priority: number; addedAt: number } {
  switch (state) {
    case "ready":
      return row.next!;
    case "in-hand":
      return row.next ?? row.held!;
    case "waiting":
      return row.waiting!;
    case "failed":
      return row.failed!;
  }
}
