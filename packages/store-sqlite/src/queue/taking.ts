import type { Claim, Payload } from "@workset/store";
import type { QueueKeys } from "./queue-keys.ts";

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

/** Takes the first keys of the line in hand. */
export function take(keys: QueueKeys, max: number): Claim[] {
  if (keys.ready === 0) return [];
  const { head, leaveUpTo, hold } = keys.statements;
  const heads = head.all(keys.queue, max) as Head[];
  const rows = takeable(keys, heads);
  if (rows.length < heads.length) keys.holdUp(true);
  const claims: Claim[] = [];
  for (const { id, key, payload, rank, failures, crashes, added_at, plain } of rows) {
    const token = keys.sequence.next();
    hold.run(token, keys.queue, id);
    keys.held.set(key, { id, token, plain: plain === 1 });
    claims.push({ key, token, payload, priority: 0 - rank, failures, crashes, addedAt: added_at });
  }
  // What was taken is the front of the line: all of a priority up to one place, and so on with the next priority.
  for (const [index, { rank, seq }] of rows.entries()) {
    if (rows[index + 1]?.rank !== rank) leaveUpTo.run(keys.queue, rank, seq);
  }
  keys.count(-rows.length, 0, 0);
  return claims;
}

/** Those of the first keys that may be in hand together, and beside what is. */
function takeable(keys: QueueKeys, heads: readonly Head[]): readonly Head[] {
  if (keys.alone) return [];
  const alone = heads.findIndex(({ crashes }) => keys.runsAlone(crashes));
  if (alone === -1) return heads;
  if (alone > 0 || keys.held.size > 0) return heads.slice(0, alone);
  keys.alone = true;
  return heads.slice(0, 1);
}
