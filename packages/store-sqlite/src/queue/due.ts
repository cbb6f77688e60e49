import { transitions } from "@workset/store";
import { idle } from "./key-row.ts";
import type { QueueRows } from "./queue-rows.ts";

/** How many due keys become ready in one transaction, so that a crowd of them does not block the event loop. */
const limit = 1000;

interface DueRow {
  readonly id: number;
  readonly state: number;
  readonly wait_rank: number;
}

/** Makes the keys ready that are due by `now`, in the order in which they are due; whether it made all of them ready. */
export function becomeDue(rows: QueueRows, now: number): boolean {
  if (rows.nextDue > now) return true;
  const due = rows.statements.due.all(rows.queue, now, limit) as DueRow[];
  for (const { id, state, wait_rank: rank } of due) {
    // The usual case reads no row: the key only waits.
    if (state === idle) rows.wake(id, rank);
    else {
      const found = rows.read(id);
      const step = transitions.becomeDue(found.record, rows.policy, rows.at(now));
      if (!rows.apply(found, step)) continue;
    }
    rows.becameReady.push(0 - rank);
  }
  rows.readNextDue();
  return due.length < limit;
}
