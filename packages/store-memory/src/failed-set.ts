import type { FailedFilter } from "@workset/store";
import { revive } from "./adding.ts";
import { matches } from "./listing.ts";
import type { Entry } from "./row.ts";
import type { Rows } from "./rows.ts";

/** Makes failed rows ready again; how many. */
export function replay(rows: Rows, filter: FailedFilter, now: number): number {
  const failed = chosen(rows, filter);
  for (const { row, run } of failed) revive(rows, row, { ...run, addedAt: now });
  return failed.length;
}

/** Removes failed rows, and all that is known of them; how many. */
export function purge(rows: Rows, filter: FailedFilter): number {
  const failed = chosen(rows, filter);
  for (const { row } of failed) {
    rows.drop(row, "failed");
    row.failures = 0;
    rows.tidy(row);
  }
  return failed.length;
}

function chosen(rows: Rows, { key, search, failedBefore = Infinity }: FailedFilter): Entry[] {
  const found: Entry[] = [];
  for (const entry of rows.among("failed", key)) {
    if (entry.major >= failedBefore) break;
    if (matches(entry.row, entry.run.payload, search)) found.push(entry);
  }
  return found;
}
