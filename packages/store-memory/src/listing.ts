import type {
  FailedFilter,
  KeyPage,
  KeyQuery,
  KeyRecord,
  Payload,
  StoredKey,
  StoredState,
} from "@workset/store";
import type { Position, Records } from "./records.ts";
import type { SortKey } from "./sorted-list.ts";

/** A page of the keys in one state. Its cursor is the position of its last key, which may have moved since. */
export function listPage(records: Records, { state, search, after, limit }: KeyQuery): KeyPage {
  const keys: StoredKey[] = [];
  let last: Position | undefined;
  for (const position of records.orders[state].after(after === undefined ? undefined : positionAt(after))) {
    const stored = storedKey(records, records.of(position.key), state);
    if (!matches(stored.key, stored.payload, stored.lastError?.message, search)) continue;
    if (keys.length === limit) return last ? { keys, next: `${last.primary} ${last.secondary}` } : { keys };
    keys.push(stored);
    last = position;
  }
  return { keys };
}

function positionAt(cursor: string): SortKey {
  const [primary = NaN, secondary = NaN] = cursor.split(" ").map(Number);
  return { primary, secondary };
}

/** The failed keys that a filter means, the first to fail first. */
export function selectFailed(
  records: Records,
  { key, search, failedBefore = Infinity }: FailedFilter,
): KeyRecord[] {
  const keys = key === undefined ? Array.from(records.orders.failed.after(), (at) => at.key) : [key];
  return keys
    .map((each) => records.of(each))
    .filter(
      ({ key: each, failed }) =>
        failed !== undefined &&
        failed.failedAt < failedBefore &&
        matches(each, failed.payload, records.errorsOf(each)[0]?.message, search),
    );
}

function matches(
  key: string,
  payload: Payload,
  message: string | undefined,
  search: string | undefined,
): boolean {
  return search === undefined || [key, payload, message].some((text) => text?.includes(search));
}

function storedKey(records: Records, record: KeyRecord, state: StoredState): StoredKey {
  const { key, failures, crashes, rerun } = record;
  const [lastError] = records.errorsOf(key);
  const run = (state === "processing" ? rerun : undefined) ?? record[state]!;
  const { payload, priority, addedAt } = run;
  return {
    key,
    payload,
    priority,
    addedAt,
    failures,
    crashes,
    ...(lastError && { lastError }),
    ...(state === "processing" && { rerun: rerun !== undefined }),
    ...(state === "waiting" && { dueAt: record.waiting!.dueAt }),
    ...(state === "failed" && { failedAt: record.failed!.failedAt }),
  };
}
