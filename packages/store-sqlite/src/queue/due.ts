import { needWork } from "./adding.ts";
import { active, idle, type KeyRow } from "./key-row.ts";
import type { QueueKeys } from "./queue-keys.ts";
import { combinedAnyway } from "../commit/user-function.ts";

/** How many due keys join in one transaction, so that a crowd of them does not hold up the event loop. */
const atOnce = 1000;

interface DueRow {
  readonly id: number;
  readonly state: number;
  readonly wait_rank: number;
}

/** Lets what is due by `now` join the line, in the order in which it is due; whether all of it did. */
export function joinDue(keys: QueueKeys, now: number): boolean {
  if (keys.nextDue > now) return true;
  const due = keys.statements.due.all(keys.queue, now, atOnce) as DueRow[];
  for (const { id, state, wait_rank } of due) {
    // The usual case by the shortest way: all that the key does is wait.
    if (state === idle) keys.wake(id, wait_rank);
    else if (!joinOther(keys, keys.read(id))) continue;
    keys.joined.push(0 - wait_rank);
  }
  keys.readNextDue();
  return due.length < atOnce;
}

/** A key joins that is in line or in hand besides; whether it needs work by that alone. */
function joinOther(keys: QueueKeys, row: KeyRow): boolean {
  const { wait_payload, wait_rank, due_at } = row;
  keys.endWait(row);
  const again = keys.held.has(row.key)
    ? row.rerun === 1 && row.next_payload
    : row.state === active && row.payload;
  const payload = again === false ? wait_payload : combinedAnyway(keys.combine, again, wait_payload);
  return needWork(keys, row, payload, wait_rank!, due_at!) !== "coalesced";
}
