import type { Combine, Failing, RecordedError, Recovery } from "@workset/store";
import type { Row } from "./row.ts";
import type { Rows } from "./rows.ts";

const errorsKept = 10;

/** Puts in order what an owner left in hand when it ended without a word. */
export function recover(rows: Rows, maxCrashes: number, combine: Combine, now: number): Recovery {
  let recovered = 0;
  const quarantined: string[] = [];
  // The last to be taken goes back first, so that the first to be taken ends up in front.
  for (const row of [...rows.held.values()].toReversed()) {
    row.crashes++;
    rows.putBack(row, combine);
    if (row.crashes < maxCrashes) {
      recovered++;
      continue;
    }
    const error = {
      name: "Crashed",
      message: `the process ended ${row.crashes} times in a row while this key was in hand`,
    };
    recordError(row, "crashed", error, now);
    rows.line.remove(row);
    row.failed = { ...row.next!, at: now, error };
    row.next = undefined;
    rows.failed.add(row);
    quarantined.unshift(row.key);
  }
  return { recovered, quarantined };
}

/** Writes an error into the history of a row. */
export function recordError(row: Row, kind: RecordedError["kind"], error: Failing, at: number): void {
  const { failures, crashes } = row;
  row.errors = [{ ...error, at, kind, failures, crashes }, ...row.errors].slice(0, errorsKept);
}
