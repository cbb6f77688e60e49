import type { Combine, Recovery } from "@workset/store";
import { anyway } from "./anyway.ts";
import { record } from "./ending.ts";
import { unite, type Row } from "./row.ts";
import { interrupted, type Rows } from "./rows.ts";

/** Puts in order what an owner left in hand when it ended without a word. */
export function recover(rows: Rows, maxCrashes: number, combine: Combine, now: number): Recovery {
  const left = Array.from(rows.in.processing.after(), ({ row }) => row);
  for (const row of left) row.crashes++;
  const bad = left.filter(({ crashes }) => crashes >= maxCrashes);
  for (const row of bad) quarantine(rows, row, anyway(combine), now);
  giveAllBack(rows, combine);
  return { recovered: left.length - bad.length, quarantined: bad.map(({ key }) => key) };
}

/** Makes ready what is in hand, first in line and in the order in which it was taken. */
export function giveAllBack(rows: Rows, combine: Combine): void {
  const held = Array.from(rows.in.processing.after(), ({ row }) => row);
  for (const row of held.toReversed()) rows.putBack(row, anyway(combine));
}

/** Puts a row into the failed set, with all that was wanted of it. */
function quarantine(rows: Rows, row: Row, combine: Combine, now: number): void {
  const { waiting, crashes } = row;
  const run = interrupted(row, combine);
  rows.release(row);
  rows.drop(row, "waiting");
  const message = `the process ended ${crashes} times in a row while this key was in hand`;
  const error = { name: "Crashed", message };
  record(row, "crashed", error, now);
  rows.fail(row, waiting ? unite(run, waiting.run, combine) : run, error, now);
}
