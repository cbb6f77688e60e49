import type { Combine, Ending, Failing, RecordedError } from "@workset/store";
import { unite, type Row } from "./row.ts";
import { interrupted, type Rows } from "./rows.ts";

const errorsKept = 10;

export function complete(rows: Rows, row: Row): Ending {
  const next = rows.release(row);
  row.crashes = 0;
  if (next) rows.lineUp(row, next);
  return next ? "rerun" : row.waiting ? "waiting" : "done";
}

/** Tries again what failed, as one run with all that was added meanwhile. */
export function retry(
  rows: Rows,
  row: Row,
  delayMs: (failures: number) => number,
  combine: Combine,
  now: number,
): Ending {
  const { waiting } = row;
  const dueAt = now + delayMs(row.failures);
  const again = interrupted(row, combine);
  const run = waiting ? unite(again, waiting.run, combine) : again;
  const next = rows.release(row);
  rows.drop(row, "waiting");
  row.crashes = 0;
  row.failures++;
  if (next || dueAt <= now) {
    rows.lineUp(row, { ...run, addedAt: next?.addedAt ?? now });
    return "rerun";
  }
  rows.wait(row, run, Math.min(dueAt, waiting?.major ?? dueAt));
  return "waiting";
}

export function giveUp(rows: Rows, row: Row, error: Failing, now: number): Ending {
  const { run } = row.processing!;
  const { crashes } = row;
  record(row, "given-up", error, now);
  const ending = complete(rows, row);
  if (ending !== "done") return ending;
  row.crashes = crashes;
  rows.fail(row, run, error, now);
  return "failed";
}

/** Writes an error into the history of a row. */
export function record(row: Row, kind: RecordedError["kind"], error: Failing, at: number): void {
  const { failures, crashes, errors } = row;
  row.errors = [{ ...error, at, kind, failures, crashes }, ...errors.slice(0, errorsKept - 1)];
}
