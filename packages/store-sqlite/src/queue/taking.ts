import type { Claim, Payload } from "@workset/store";
import type { QueueRows } from "./queue-rows.ts";

interface Head {
  readonly id: number;
  readonly key: string;
  readonly payload: Payload;
  readonly rank: number;
  readonly seq: number;
  readonly failures: number;
  readonly crashes: number;
  readonly added_at: number;
  readonly plain: number;
}

/** Hands out the first ready keys. */
export function take(rows: QueueRows, max: number): Claim[] {
  if (rows.ready === 0) return [];
  const { head, leaveUpTo, hold } = rows.statements;
  const heads = head.all(rows.queue, max) as Head[];
  const taken = takeable(rows, heads);
  if (taken.length < heads.length) rows.block(true);
  const claims: Claim[] = [];
  for (const { id, key, payload, rank, failures, crashes, added_at, plain } of taken) {
    const token = rows.sequence.next();
    hold.run(token, rows.queue, id);
    rows.held.set(key, { id, token, plain: plain === 1 });
    claims.push({ key, token, payload, priority: 0 - rank, failures, crashes, addedAt: added_at });
  }
  // What was taken is the front of the order: all of a priority up to one place, then the next priority.
  for (const [index, { rank, seq }] of taken.entries()) {
    if (taken[index + 1]?.rank !== rank) leaveUpTo.run(rows.queue, rank, seq);
  }
  rows.count(-taken.length, 0, 0);
  return claims;
}

/** Those of the first keys that may be processing together, and beside the keys that are. */
function takeable(rows: QueueRows, heads: readonly Head[]): readonly Head[] {
  if (rows.exclusive) return [];
  const alone = heads.findIndex(({ crashes }) => rows.runsAlone(crashes));
  if (alone === -1) return heads;
  if (alone > 0 || rows.held.size > 0) return heads.slice(0, alone);
  rows.exclusive = true;
  return heads.slice(0, 1);
}
