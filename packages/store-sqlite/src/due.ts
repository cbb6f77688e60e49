import { needWork } from "./adding.ts";
import { active } from "./key-row.ts";
import type { KeyRow } from "./key-row.ts";
import type { QueueKeys } from "./queue-keys.ts";
import { combinedAnyway } from "./user-function.ts";

/** How many due keys join in one transaction, so that a crowd of them does not hold up the event loop. */
const atOnce = 1000;

/** Lets what is due by `now` join the line, in the order in which it is due; whether all of it did. */
export function joinDue(keys: QueueKeys, now: number): boolean {
  if (keys.nextDue > now) return true;
  const due = keys.statements.due.all(keys.queue, now, atOnce) as KeyRow[];
  for (const row of due) {
    const { wait_payload, wait_rank, wait_added_at } = row;
    keys.endWait(row);
    const again = keys.held.has(row.key)
      ? row.rerun === 1 && row.next_payload
      : row.state === active && row.payload;
    const payload = again === false ? wait_payload : combinedAnyway(keys.combine, again, wait_payload);
    const adding = needWork(keys, row, payload, wait_rank!, wait_added_at!);
    if (adding !== "coalesced") keys.joined.push(0 - wait_rank!);
  }
  keys.readNextDue();
  return due.length < atOnce;
}
