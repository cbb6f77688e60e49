import type { KeyPage, KeyQuery, Payload, StoredKey, StoredState } from "@workset/store";
import type { Place } from "./ordered.ts";
import type { Entry, Row } from "./row.ts";
import type { Rows } from "./rows.ts";

/** A page of the rows in one state. Its cursor is the place of its last row, which need not be there any more. */
export function listPage(rows: Rows, { state, key, search, after, limit }: KeyQuery): KeyPage {
  const keys: StoredKey[] = [];
  let last: Entry | undefined;
  for (const entry of rows.among(state, key, after === undefined ? undefined : placeOf(after))) {
    const stored = storedKey(entry, state);
    if (!matches(entry.row, stored.payload, search)) continue;
    if (keys.length === limit) return last ? { keys, next: cursorOf(last) } : { keys };
    keys.push(stored);
    last = entry;
  }
  return { keys };
}

function cursorOf({ major, minor }: Place): string {
  return `${major} ${minor}`;
}

function placeOf(cursor: string): Place {
  const [major = NaN, minor = NaN] = cursor.split(" ").map(Number);
  return { major, minor };
}

/** Whether the key, this payload, or the newest error of a row contains the text. */
export function matches({ key, errors }: Row, payload: Payload, search: string | undefined): boolean {
  if (search === undefined) return true;
  return [key, payload, errors[0]?.message].some((text) => text?.includes(search));
}

function storedKey({ row, run, major, error }: Entry, state: StoredState): StoredKey {
  const { key, failures, crashes, next } = row;
  const counts = { key, failures, crashes };
  switch (state) {
    case "ready":
      return { ...counts, ...run };
    case "processing":
      return { ...counts, ...(next ?? run), rerun: next !== undefined };
    case "waiting":
      return { ...counts, ...run, dueAt: major };
    case "failed":
      return { ...counts, ...run, failedAt: major, ...(error && { error }) };
  }
}
